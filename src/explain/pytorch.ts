import type { AnalyzedItem } from '../analysisTypes.js';
import type { Bindings } from '../engine/trace.js';
import type { Dim, Shape } from '../program/dim.js';
import { dimText, evaluateDim, evaluateShape } from '../program/dims.js';
import type { OperationKind } from '../program/operation.js';
import type { Program, Value, ValueId } from '../program/value.js';
import { expandComposites } from '../recognize/expand.js';
import type { Role } from '../recognize/roles.js';
import { code, pythonNumber, type Code } from './pytorch/code.js';
import { assignment, expression } from './pytorch/expressions.js';
import { identifier, uniqueNames } from './pytorch/identifiers.js';
import { freeInput, literal, randomDraw, seedLine } from './pytorch/sources.js';

/** Arithmetic that stays with Python's own numbers when its operands are such. */
const arithmetic: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'floorDiv',
  'neg',
  'sqrt',
  'rsqrt',
  'exp',
  'log',
  'abs',
  'cast',
]);

interface Subject {
  readonly program: Program;
  readonly shapes: (id: ValueId) => Shape | undefined;
  readonly role: (id: ValueId) => Role | undefined;
  readonly roots: readonly ValueId[];
}

/** The item with multi-head calls written out; PyTorch has no function of their plain inputs. */
function opened(item: AnalyzedItem): Subject {
  const { program, ids } = expandComposites(item.program, item.shapes, ['multiHeadAttention']);
  const old = new Map([...ids].map(([from, to]) => [to, from]));
  const roots = item.root === undefined ? item.members : [item.root];
  return {
    program,
    shapes(id) {
      const before = old.get(id);
      return before === undefined ? undefined : item.shapes[before];
    },
    role: (id) => item.roles.get(old.get(id) ?? -1),
    roots: roots.map((r) => ids.get(r) ?? r),
  };
}

/** Values needed, in order; all earlier draws of a seeded stream are, as they move it on. */
function needed({ program, roots }: Subject): Value[] {
  const found = new Set<ValueId>();
  const visit = (from: readonly ValueId[]): void => {
    const stack = [...from];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      stack.push(...(program.values[id]?.inputs ?? []));
    }
  };
  visit(roots);
  const last = new Map<number, ValueId>();
  for (const v of program.values) {
    if (v.operation.kind === 'random' && v.operation.stream !== undefined && found.has(v.id)) {
      last.set(v.operation.stream.id, v.id);
    }
  }
  visit(
    program.values.flatMap((v) =>
      v.operation.kind === 'random' &&
      v.operation.stream !== undefined &&
      v.id <= (last.get(v.operation.stream.id) ?? -1)
        ? [v.id]
        : [],
    ),
  );
  return program.values.filter((v) => found.has(v.id));
}

const maxValues = 2000;

/**
 * PyTorch code that computes the same as the item: literals as they stand, seeded draws by the same
 * seed, free symbols as random tensors of the item's sizes. Composite attention needs PyTorch 2.
 */
export function toPyTorch(item: AnalyzedItem, bindings: Bindings): string {
  const subject = opened(item);
  const values = needed(subject);
  if (values.length === 0 || values.length > maxValues) return '';
  const { program, roots } = subject;
  const uses = new Map<ValueId, number>();
  for (const v of values) for (const i of v.inputs) uses.set(i, (uses.get(i) ?? 0) + 1);
  const unique = uniqueNames();
  const codes = new Map<ValueId, Code>();
  const numbers = new Set<ValueId>();
  const seeded = new Set<number>();
  const lines: string[] = [];

  const size = (d: Dim): string => String(evaluateDim(d, bindings) ?? dimText(d));
  const shapeComment = (id: ValueId): string => {
    const shape = subject.shapes(id);
    return shape === undefined || shape.every((d) => typeof d === 'number')
      ? ''
      : `  # [${shape.map(dimText).join(', ')}]`;
  };
  const sizesOf = (id: ValueId): readonly number[] | undefined => {
    const shape = subject.shapes(id);
    return shape === undefined ? undefined : evaluateShape(shape, bindings);
  };
  const taken = new Set(values.flatMap((v) => (v.name === undefined ? [] : [identifier(v.name)])));
  const nameFor = (value: Value): string => {
    const given = value.name ?? sizeName(value);
    if (given !== undefined) return unique(identifier(given));
    const role = subject.role(value.id);
    const byRole = role === undefined ? undefined : snake(role);
    const wanted = byRole ?? (value.operation.kind === 'input' ? 'x' : 't');
    // The text may call another value `scores`, such as the scaled ones.
    return unique(taken.has(wanted) ? `raw_${wanted}` : wanted);
  };
  const assign = (value: Value, right: Code, comment = ''): void => {
    const name = nameFor(value);
    lines.push(`${name} = ${right.text}${comment}`);
    codes.set(value.id, code(name));
  };

  for (const value of values) {
    const { operation, id } = value;
    const inputs = value.inputs.map((i) => codes.get(i) ?? code('None'));
    switch (operation.kind) {
      case 'input': {
        const sizes = sizesOf(id);
        if (sizes === undefined) assign(value, unknown, '  # shape unknown');
        else assign(value, freeInput(value, sizes), shapeComment(id));
        continue;
      }
      case 'tensor':
        if (operation.shape.length === 0) {
          numbers.add(id);
          const number = pythonNumber(operation.data[0] ?? Number.NaN);
          if (value.name === undefined || value.defined !== true) {
            codes.set(id, code(number, number.startsWith('-') ? 'sign' : 'atom'));
          } else assign(value, code(number));
        } else assign(value, literal(value, operation.shape, operation.data));
        continue;
      case 'dimension':
        numbers.add(id);
        if (typeof operation.dim === 'number' && value.defined !== true)
          codes.set(id, code(size(operation.dim)));
        else assign(value, code(size(operation.dim)));
        continue;
      case 'random': {
        const { stream } = operation;
        if (stream !== undefined && !seeded.has(stream.id)) {
          seeded.add(stream.id);
          lines.push(seedLine(stream));
        }
        const sizes = operation.shape.map((d) => evaluateDim(d, bindings) ?? 1);
        assign(value, randomDraw(value, operation, sizes), shapeComment(id));
        continue;
      }
      case 'indexPut': {
        const name = nameFor(value);
        lines.push(...assignment(name, operation.items, inputs));
        codes.set(id, code(name));
        continue;
      }
      case 'call': {
        const callee = operation.callee.replaceAll(/\s+/g, ' ');
        const [x] = inputs;
        if (operation.layer === true && x !== undefined) {
          const example = code(`torch.randn_like(${x.text})`);
          assign(value, example, `  # ${callee} is only named: put its result here`);
        } else assign(value, unknown, `  # ${callee} is not read: put its result here`);
        continue;
      }
      default:
    }
    const isNumber = arithmetic.has(operation.kind) && value.inputs.every((i) => numbers.has(i));
    if (isNumber) numbers.add(id);
    const written =
      operation.kind === 'concat' && operation.count !== undefined
        ? parts(operation.axis, inputs, Number(size(operation.count)))
        : expression({
            value,
            inputs,
            rank: (i) => subject.shapes(value.inputs[i] ?? -1)?.length,
            dtype: (i) => program.values[value.inputs[i] ?? -1]?.dtype,
            isNumber: (i) => numbers.has(value.inputs[i] ?? -1),
            size,
          });
    if (written === undefined) {
      assign(value, unknown, `  # ${operation.kind} has no counterpart here`);
      continue;
    }
    const own =
      roots.includes(id) ||
      value.defined === true ||
      (uses.get(id) ?? 0) > 1 ||
      (!isNumber && ownLine.has(subject.role(id) ?? 'bias'));
    if (own) assign(value, written, shapeComment(id));
    else codes.set(id, written);
  }
  return [...imports(lines), '', ...lines, ...shown(program, roots, codes)].join('\n') + '\n';
}

/** Stands for what is not known; Python's own placeholder. */
const unknown = code('...');

/** Parts that get a line and a name of their own. */
const ownLine: ReadonlySet<Role> = new Set<Role>([
  'query',
  'key',
  'value',
  'scores',
  'scaled',
  'masked',
  'weights',
  'output',
  'head',
  'concatenated',
  'preActivation',
  'hidden',
  'normalized',
  'residual',
]);

/** `d_k`, where a value is that size. */
function sizeName({ operation }: Value): string | undefined {
  return operation.kind === 'dimension' && typeof operation.dim !== 'number'
    ? dimText(operation.dim)
    : undefined;
}

const snake = (role: string): string => role.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** `head_1, …, head_h`: the parts between are not named in the text. */
function parts(axis: number, inputs: readonly Code[], count: number): Code {
  const between = Number.isInteger(count) ? Math.min(count, 64) - inputs.length : 0;
  const first = inputs.slice(0, -1).map((c) => c.text);
  const last = inputs.at(-1)?.text ?? 'None';
  const middle = Array.from({ length: Math.max(between, 0) }, () => `torch.randn_like(${last})`);
  return code(`torch.cat([${[...first, ...middle, last].join(', ')}], dim=${axis})`);
}

function imports(lines: readonly string[]): string[] {
  const text = lines.join('\n');
  return [
    ...(/\bmath\./.test(text) ? ['import math', ''] : []),
    ...(/\bnp\./.test(text) ? ['import numpy as np'] : []),
    'import torch',
    ...(/\bF\./.test(text) ? ['import torch.nn.functional as F'] : []),
    ...(/\brearrange\(/.test(text) ? ['from einops import rearrange'] : []),
  ];
}

function shown(
  program: Program,
  roots: readonly ValueId[],
  codes: ReadonlyMap<ValueId, Code>,
): string[] {
  const last = [...roots].reverse().find((r) => program.values[r]?.operation.kind !== 'call');
  const name = last === undefined ? undefined : codes.get(last)?.text;
  return name === undefined ? [] : [`print(${name})`];
}
