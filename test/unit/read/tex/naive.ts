import { exampleBindings } from '../../../../src/infer/bindings.js';
import { inferShapes } from '../../../../src/infer/shapes.js';
import { evaluate } from '../../../../src/engine/evaluate.js';
import type { Tensor } from '../../../../src/engine/trace.js';
import type { Formula } from '../../../../src/read/types.js';

/** An expression of numbers with index letters, for nested loops. */
export type Naive =
  | { readonly kind: 'element'; readonly name: string; readonly letters: readonly string[] }
  /** \mathbf{a}_i^\top \mathbf{b}_j: names of two tables of vectors. */
  | { readonly kind: 'dot'; readonly left: Naive; readonly right: Naive }
  | { readonly kind: '+' | '-' | '*' | '/'; readonly left: Naive; readonly right: Naive }
  | { readonly kind: 'exp' | 'neg' | 'tanh'; readonly body: Naive }
  | {
      readonly kind: 'sum' | 'max';
      readonly letter: string;
      readonly where?: { readonly sign: '\\le' | '<' | '\\ne' | '>'; readonly other: string };
      readonly body: Naive;
    }
  | { readonly kind: 'place'; readonly letter: string };

/** `\mathbf{q}` as a value is named. */
const plain = (name: string): string => name.replace(/^\\mathbf\{(.)\}$/, '$1');

const braced = (letters: readonly string[]): string =>
  letters.length === 0 ? '' : `_{${letters.join('')}}`;

/** The expression as a person writes it. */
export function texOf(e: Naive): string {
  switch (e.kind) {
    case 'element':
      return `${e.name}${braced(e.letters)}`;
    case 'dot':
      return `${texOf(e.left)}^\\top ${texOf(e.right)}`;
    case '+':
    case '-':
      return `(${texOf(e.left)} ${e.kind} ${texOf(e.right)})`;
    case '*':
      return `${texOf(e.left)} ${texOf(e.right)}`;
    case '/':
      return `\\frac{${texOf(e.left)}}{${texOf(e.right)}}`;
    case 'exp':
    case 'tanh':
      return `\\${e.kind}(${texOf(e.body)})`;
    case 'neg':
      return `(-${texOf(e.body)})`;
    case 'sum':
    case 'max': {
      const under =
        e.where === undefined ? e.letter : `${e.letter} ${e.where.sign} ${e.where.other}`;
      const body = texOf(e.body);
      return e.kind === 'sum'
        ? `\\left(\\sum_{${under}} ${body}\\right)`
        : `\\max_{${under}} (${body})`;
    }
    case 'place':
      return e.letter;
  }
}

const holds = {
  '\\le': (a: number, b: number) => a <= b,
  '<': (a: number, b: number) => a < b,
  '>': (a: number, b: number) => a > b,
  '\\ne': (a: number, b: number) => a !== b,
};

export interface Tables {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly sizes: ReadonlyMap<string, number>;
}

/** The number that the expression is where its letters have these values: plain loops. */
export function loop(
  e: Naive,
  { tensors, sizes }: Tables,
  at: ReadonlyMap<string, number>,
): number {
  const of = (x: Naive): number => loop(x, { tensors, sizes }, at);
  switch (e.kind) {
    case 'element': {
      const t = tensors.get(plain(e.name));
      if (t === undefined) throw new Error(`no tensor ${e.name}`);
      const place = e.letters.reduce((p, l, k) => p * (t.shape[k] ?? 1) + (at.get(l) ?? 0), 0);
      return t.data[place] ?? NaN;
    }
    case 'dot': {
      const rows = [e.left, e.right].map((side) => {
        if (side.kind !== 'element') throw new Error('a product of vectors');
        const t = tensors.get(plain(side.name));
        const d = t?.shape.at(-1) ?? 0;
        const row = at.get(side.letters[0] ?? '') ?? 0;
        return [...(t?.data.slice(row * d, row * d + d) ?? [])];
      });
      return (rows[0] ?? []).reduce((sum, x, k) => sum + x * (rows[1]?.[k] ?? NaN), 0);
    }
    case '+':
      return of(e.left) + of(e.right);
    case '-':
      return of(e.left) - of(e.right);
    case '*':
      return of(e.left) * of(e.right);
    case '/':
      return of(e.left) / of(e.right);
    case 'exp':
      return Math.exp(of(e.body));
    case 'tanh':
      return Math.tanh(of(e.body));
    case 'neg':
      return -of(e.body);
    case 'place':
      return at.get(e.letter) ?? NaN;
    case 'sum':
    case 'max': {
      let result = e.kind === 'sum' ? 0 : -Infinity;
      for (let k = 0; k < (sizes.get(e.letter) ?? 0); k++) {
        const other = e.where === undefined ? undefined : at.get(e.where.other);
        if (e.where !== undefined && !holds[e.where.sign](k, other ?? NaN)) continue;
        const term = loop(e.body, { tensors, sizes }, new Map([...at, [e.letter, k]]));
        result = e.kind === 'sum' ? result + term : Math.max(result, term);
      }
      return result;
    }
  }
}

export interface Evaluated {
  readonly root: Tensor;
  readonly ops: readonly string[];
  /** Tensors of the free symbols, by their name without index letters. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** What our own program of a formula computes from example inputs. */
export function evaluated(formula: Formula): Evaluated | string {
  const { program, root } = formula;
  const shapes = inferShapes(program, { conventions: true });
  const bindings = exampleBindings(program, shapes);
  const trace = evaluate(program, shapes, { bindings });
  const tensors = new Map<string, Tensor>();
  for (const v of program.values) {
    const traced = trace.values[v.id];
    if (v.operation.kind !== 'input' || v.name === undefined || traced?.ok !== true) continue;
    tensors.set(v.name.replace(/_(?:\{.*\}|.*)$/, ''), traced.tensor);
  }
  const result = root === undefined ? undefined : trace.values[root];
  if (result === undefined) return 'no root';
  if (!result.ok) return `${result.error.code}: ${result.error.message}`;
  return { root: result.tensor, ops: program.values.map((v) => v.operation.kind), tensors };
}

/** Sizes of letters, from the tensors they index; undefined where one letter has two sizes. */
export function sizesIn(
  e: Naive,
  tensors: ReadonlyMap<string, Tensor>,
): Map<string, number> | undefined {
  const sizes = new Map<string, number>();
  const links: [string, string][] = [];
  let clash = false;
  const set = (l: string, size: number | undefined): void => {
    if (size === undefined) return;
    if (sizes.has(l) && sizes.get(l) !== size) clash = true;
    sizes.set(l, size);
  };
  const walk = (x: Naive): void => {
    switch (x.kind) {
      case 'element':
        x.letters.forEach((l, k) => set(l, tensors.get(plain(x.name))?.shape[k]));
        return;
      case 'sum':
      case 'max':
        if (x.where !== undefined) links.push([x.letter, x.where.other]);
        return walk(x.body);
      case 'exp':
      case 'neg':
      case 'tanh':
        return walk(x.body);
      case 'place':
        return;
      default:
        walk(x.left);
        walk(x.right);
    }
  };
  walk(e);
  for (const [a, b] of links) set(a, sizes.get(b));
  for (const [a, b] of links) set(b, sizes.get(a));
  return clash ? undefined : sizes;
}
