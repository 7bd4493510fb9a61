import type { Tensor } from '../../engine/trace.js';
import type { OperationKind } from '../../program/operation.js';
import type { View } from '../view.js';
import { broadcastIndex, cellAt } from './cells.js';
import {
  number,
  operand,
  words,
  type Derivation,
  type Index,
  type Source,
  type Words,
} from './words.js';

type Write = (a: Words, b: Words) => Words;

const infix =
  (text: string, tex = text): Write =>
  (a, b) =>
    words(`${a.text} ${text} ${b.text}`, `${a.tex} ${tex} ${b.tex}`);

const binary: Partial<Record<OperationKind, Write>> = {
  add: infix('+'),
  sub: infix('−', '-'),
  mul: infix('×', '\\times'),
  div: (a, b) => words(`${a.text} / ${b.text}`, `\\frac{${a.tex}}{${b.tex}}`),
  pow: (a, b) => words(`${a.text}^${b.text}`, `{${a.tex}}^{${b.tex}}`),
  floorDiv: (a, b) => words(`⌊${a.text} / ${b.text}⌋`, `\\lfloor ${a.tex} / ${b.tex} \\rfloor`),
  remainder: infix('mod', '\\bmod'),
};

const call =
  (text: string, tex = `\\operatorname{${text}}`) =>
  (x: Words): Words =>
    words(`${text}(${x.text})`, `${tex}(${x.tex})`);

const unary: Partial<Record<OperationKind, (x: Words) => Words>> = {
  neg: (x) => words(`−(${x.text})`, `-(${x.tex})`),
  exp: (x) => words(`e^(${x.text})`, `e^{${x.tex}}`),
  log: call('ln', '\\ln'),
  sqrt: (x) => words(`√${x.text}`, `\\sqrt{${x.tex}}`),
  rsqrt: (x) => words(`1 / √${x.text}`, `\\frac{1}{\\sqrt{${x.tex}}}`),
  abs: (x) => words(`|${x.text}|`, `|${x.tex}|`),
  tanh: call('tanh', '\\tanh'),
  sigmoid: (x) => words(`1 / (1 + e^(−(${x.text})))`, `\\frac{1}{1 + e^{-(${x.tex})}}`),
  relu: (x) => words(`max(0, ${x.text})`, `\\max(0, ${x.tex})`),
  silu: call('SiLU'),
  gelu: call('GELU'),
  elu: call('ELU'),
  erf: call('erf'),
  sin: call('sin', '\\sin'),
  cos: call('cos', '\\cos'),
  clamp: call('clamp'),
};

/** Cells of operations that combine cells at the same place, with broadcasting. */
export function elementwiseCell(
  view: View,
  id: number,
  tensors: readonly Tensor[],
  index: Index,
): Derivation | undefined {
  const value = view.value(id);
  if (value === undefined) return undefined;
  const cells = tensors.map((t) => broadcastIndex(t.shape, index));
  const numbers = tensors.map((t, i) => cellAt(t, cells[i] ?? []));
  const [a, b] = numbers;
  const sources = value.inputs.flatMap((input, i): Source[] => {
    const cell = cells[i];
    return cell === undefined || cell.length === 0 ? [] : [{ value: input, index: cell }];
  });
  const { kind } = value.operation;
  const two = binary[kind];
  if (two !== undefined && a !== undefined && b !== undefined) {
    const first = kind === 'pow' ? operand(a) : number(a);
    return { links: [two(first, operand(b))], sources };
  }
  const one = unary[kind];
  if (one !== undefined && a !== undefined) return { links: [one(number(a))], sources };
  if ((kind === 'max' || kind === 'min') && a !== undefined && b !== undefined) {
    const [x, y] = [number(a), number(b)];
    return {
      links: [words(`${kind}(${x.text}, ${y.text})`, `\\${kind}(${x.tex}, ${y.tex})`)],
      sources,
    };
  }
  return undefined;
}

/** Cells that a mask, a condition or a triangle decides. */
export function selectionCell(
  view: View,
  id: number,
  tensors: readonly Tensor[],
  index: Index,
): Derivation | undefined {
  const value = view.value(id);
  if (value === undefined) return undefined;
  const { operation, inputs } = value;
  const { phrases } = view.prose;
  const cells = tensors.map((t) => broadcastIndex(t.shape, index));
  const numbers = tensors.map((t, i) => cellAt(t, cells[i] ?? []));
  const source = (i: number): Source[] => {
    const cell = cells[i];
    const input = inputs[i];
    return cell === undefined || input === undefined || cell.length === 0
      ? []
      : [{ value: input, index: cell }];
  };
  switch (operation.kind) {
    case 'maskedFill': {
      const masked = (numbers[1] ?? 0) !== 0;
      return {
        links: [],
        note: masked ? phrases.cellMasked(number(operation.value).text) : phrases.cellKept,
        sources: [...source(0), ...source(1)],
      };
    }
    case 'where': {
      const holds = (numbers[0] ?? 0) !== 0;
      return {
        links: [],
        note: phrases.cellChosen(holds),
        sources: [...source(0), ...source(holds ? 1 : 2)],
      };
    }
    case 'tril':
    case 'triu': {
      const distance = (index.at(-1) ?? 0) - (index.at(-2) ?? 0);
      const inside =
        operation.kind === 'tril' ? distance <= operation.diagonal : distance >= operation.diagonal;
      return {
        links: [],
        ...(inside ? {} : { note: phrases.cellOutsideTriangle }),
        sources: source(0),
      };
    }
    default:
      return undefined;
  }
}
