import type { Dim, Shape } from '../../program/dim.js';
import { isShapeProduct } from './conventions.js';
import type { Expression } from './expression.js';
import { unwrapped } from './expression.js';
import { readLayout } from './layout/index.js';
import { expandMacros } from './macros.js';
import { createParser } from './parse.js';
import { splitFormulas } from './rows.js';
import { constantOf, dimOf, shapeOfSpace } from './sizes.js';
import { tokenize } from './tokens.js';

/** What a short text says of symbols without computing anything. */
export interface Sayings {
  /** The symbols that the text is: `Q`, or each of `Q, K, V`. */
  readonly names: readonly string[];
  /** `Q, K \in \mathbb{R}^{n \times d_k}` */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** `d_k = 64`, `d_k = d_v = d_{model} / h = 64` */
  readonly sizes: ReadonlyMap<string, number>;
  /** The shape that the text is: `n \times d_k`, `(n, d_k)`. */
  readonly shape: Shape | undefined;
}

/** Longer texts, and those that macros make longer, say more than a symbol's name, size or shape. */
const maxLength = 300;

const none: Sayings = { names: [], shapes: new Map(), sizes: new Map(), shape: undefined };

/** Reads a declaration, in TeX without its delimiters. Nothing for any other text; never throws. */
export function readSayings(
  text: string,
  macros: Readonly<Record<string, string>> | undefined,
): Sayings {
  if (text.length > maxLength || text.trim() === '') return none;
  const tokens = expandMacros(tokenize(text, 0), macros);
  if (tokens.length > maxLength) return none;
  const parser = createParser();
  const { nodes } = readLayout(tokens);
  const expressions = splitFormulas(nodes, text, 0).map((p) => parser.parse(p.nodes, p.span));
  const [only, ...others] = expressions;
  const alone = others.length === 0 ? only : undefined;
  return {
    names: alone === undefined ? [] : namesOf(alone),
    shapes: declaredShapes(expressions),
    sizes: statedSizes(expressions),
    shape: alone && writtenShape(alone),
  };
}

const itemsOf = (e: Expression): readonly Expression[] => {
  const inner = unwrapped(e);
  return inner.kind === 'list' ? inner.items : [inner];
};

const nameOf = (e: Expression): string | undefined => {
  const inner = unwrapped(e);
  return inner.kind === 'symbol' || inner.kind === 'prime' ? inner.symbol.name : undefined;
};

function namesOf(e: Expression): string[] {
  if (e.kind === 'apply') return [e.callee.name];
  const names = itemsOf(e).map(nameOf);
  return names.every((n) => n !== undefined) ? names : [];
}

/** Shapes by `\in \mathbb{R}^{…}`. */
export function declaredShapes(expressions: readonly Expression[]): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const e of expressions) {
    if (e.kind !== 'relation') continue;
    for (const [i, relation] of e.relations.entries()) {
      const space = e.parts[i + 1];
      const shape = relation === 'in' && space !== undefined ? shapeOfSpace(space) : undefined;
      const left = e.parts[i];
      if (shape === undefined || left === undefined) continue;
      for (const item of itemsOf(left)) {
        if (item.kind === 'symbol') shapes.set(item.symbol.name, shape);
      }
    }
  }
  return shapes;
}

/** Whole numbers by `=`: every symbol of a chain that has one. */
function statedSizes(expressions: readonly Expression[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const e of expressions) {
    if (e.kind !== 'relation' || e.relations.some((r) => r !== 'equal')) continue;
    const number = e.parts.map((p) => constantOf(p)).find((x) => x !== undefined);
    if (number === undefined || !Number.isInteger(number) || number < 1) continue;
    for (const part of e.parts) {
      const name = nameOf(part);
      if (name !== undefined) sizes.set(name, number);
    }
  }
  return sizes;
}

function writtenShape(e: Expression): Shape | undefined {
  const inner = unwrapped(e);
  const space = shapeOfSpace(inner);
  if (space !== undefined && space.length > 0) return space;
  const isTimes = inner.kind === 'product' && isShapeProduct(inner);
  const axes = isTimes ? inner.factors : inner.kind === 'list' ? inner.items : undefined;
  const dims = axes?.map((a): Dim | undefined => dimOf(a));
  return dims?.every((d) => d !== undefined) === true && dims.length <= 6 ? dims : undefined;
}
