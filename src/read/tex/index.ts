import { createBuilder } from '../../program/builder.js';
import type { Shape } from '../../program/dim.js';
import type { Problem } from '../../program/problem.js';
import type { Span } from '../../program/span.js';
import type { ValueId } from '../../program/value.js';
import type { Formula, TexContext } from '../types.js';
import { sizesOf } from './conventions.js';
import type { Expression } from './expression.js';
import { unwrapped } from './expression.js';
import { readLayout } from './layout/index.js';
import { findIndices, leftLetters } from './indexed/indices.js';
import type { Indices } from './indexed/indices.js';
import { lowerIndexed } from './indexed/lower.js';
import { lowerExpression } from './lower/lower.js';
import { readEquation } from './lower/equations.js';
import type { Definition, Lowering } from './lower/state.js';
import { expandMacros } from './macros.js';
import type { Node } from './nodes.js';
import { createParser } from './parse.js';
import { splitFormulas } from './rows.js';
import type { Piece } from './rows.js';
import { shapeOfSpace } from './sizes.js';
import { tokenize } from './tokens.js';

export { markTex } from './mark.js';

/** Longer texts are no formulas (characters). */
const maxLength = 200_000;

/** Values of all rows together after which rows no longer copy values of earlier ones. */
const maxValues = 20_000;

interface Parsed extends Piece {
  readonly expression: Expression;
}

/**
 * Reads math without its delimiters into one {@link Formula} for each row or clause. Spans are
 * `offset` plus the place in `text`. Never throws: what can't be read is a problem of the formula
 * it stands in, and a text that says no formula gives an empty list.
 */
export function readFormulas(text: string, offset: number, context: TexContext = {}): Formula[] {
  if (text.length > maxLength) return [tooLong(text, offset)];
  const tokens = expandMacros(tokenize(text, offset), context.macros);
  const layout = readLayout(tokens);
  const parser = createParser();
  const parsed = splitFormulas(layout.nodes).map((piece): Parsed => ({
    ...piece,
    expression: parser.parse(piece.nodes, piece.span),
  }));
  const expressions = parsed.map((p) => p.expression);
  const declared = declaredShapes(expressions);
  const indices = findIndices(expressions);
  const definitions = new Map<string, Definition>();
  const formulas: Formula[] = [];
  let inherited: string | undefined;
  let total = 0;
  const source = (s: Span): string => text.slice(s.start - offset, s.end - offset);
  for (const piece of parsed) {
    const about = { source, definitions, declared, inherited, text, offset };
    // Element by element where the text asks for it; as matrices where that has no reading.
    const { formula, name } =
      (indices && readPiece(piece, about, indices)) ?? readPiece(piece, about);
    if (name !== undefined) inherited = name;
    formulas.push(formula);
    total += formula.program.values.length;
    if (total > maxValues) definitions.clear();
  }
  return withProblems(formulas, causes([...layout.problems, ...parser.problems]), text, offset);
}

interface PieceContext {
  readonly source: (span: Span) => string;
  readonly definitions: Map<string, Definition>;
  readonly declared: ReadonlyMap<string, Shape>;
  readonly inherited: string | undefined;
  readonly text: string;
  readonly offset: number;
}

function readPiece(piece: Parsed, context: PieceContext): ReadPiece;
function readPiece(piece: Parsed, context: PieceContext, indices: Indices): ReadPiece | undefined;
function readPiece(
  piece: Parsed,
  { source, definitions, declared, inherited, text, offset }: PieceContext,
  indices?: Indices,
): ReadPiece | undefined {
  const builder = createBuilder();
  const indexed = new Map<ValueId, readonly (string | undefined)[]>();
  const order = indices === undefined ? [] : leftLetters(piece.expression);
  const s: Lowering = {
    builder,
    source,
    definitions,
    declared,
    sizes: sizesOf([piece.expression]),
    symbols: new Map(),
    kinds: new Map(),
    computed: new Map(),
    ...(indices === undefined ? {} : { indices }),
    reuse: false,
    full: false,
    gaveUp: false,
    lower(e) {
      if (indices === undefined) return lowerExpression(s, e);
      const value = lowerIndexed(s, order, e);
      if (value === undefined && !s.reuse) s.gaveUp = true;
      if (value !== undefined) indexed.set(value.id, value.index);
      return value?.id;
    },
  };
  const { root, outputs, defines, name } = readEquation(s, piece.expression, inherited);
  if (s.gaveUp) return undefined;
  const whole = builder.finish(outputs);
  const span = piece.whole ? trimmedSpan(text, offset) : piece.span;
  // Rows copy values of earlier rows; what was wrong there was said there.
  const here = (p: Problem): boolean => p.span.start >= span.start && p.span.end <= span.end;
  const program = { ...whole, problems: whole.problems.filter(here) };
  for (const d of defines) {
    const index = indexed.get(d.value)?.filter((l) => l !== undefined);
    definitions.set(d.name, {
      program,
      value: d.value,
      ...(index === undefined ? {} : { index }),
    });
  }
  const tex = blanked(source(span), span.start, piece.nodes);
  return { formula: { program, root, span, tex }, name };
}

interface ReadPiece {
  readonly formula: Formula;
  readonly name: string | undefined;
}

function declaredShapes(expressions: readonly Expression[]): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const e of expressions) {
    if (e.kind !== 'relation') continue;
    for (const [i, relation] of e.relations.entries()) {
      const space = e.parts[i + 1];
      const shape = relation === 'in' && space !== undefined ? shapeOfSpace(space) : undefined;
      const left = e.parts[i];
      if (shape === undefined || left === undefined) continue;
      const inner = unwrapped(left);
      for (const item of inner.kind === 'list' ? inner.items : [inner]) {
        if (item.kind === 'symbol') shapes.set(item.symbol.name, shape);
      }
    }
  }
  return shapes;
}

function trimmedSpan(text: string, offset: number): Span {
  const start = text.length - text.trimStart().length;
  return { start: offset + start, end: offset + Math.max(text.trimEnd().length, start) };
}

const notTypeset = /\\(?:label|tag\*?)\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])/g;

/** The formula's own TeX: what belongs to the block around it becomes spaces of the same length. */
function blanked(tex: string, start: number, nodes: readonly Node[]): string {
  let out = tex.replaceAll(notTypeset, (m) => ' '.repeat(m.length));
  const stack = [...nodes];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'delimited') for (const n of node.body) stack.push(n);
    if (node.kind !== 'separator' || node.text === '\\quad') continue;
    const from = node.span.start - start;
    const to = node.span.end - start;
    if (from >= 0 && to <= out.length)
      out = out.slice(0, from) + ' '.repeat(to - from) + out.slice(to);
  }
  return out;
}

/** What is missing after a group that never ends is no problem of its own. */
function causes(problems: readonly Problem[]): readonly Problem[] {
  const first = problems.find((p) => p.code === 'unclosed-group' && p.severity === 'error');
  if (first === undefined) return problems;
  return problems.filter((p) => !p.code.startsWith('missing-') || p.span.start < first.span.start);
}

/** Gives each problem to the formula it stands in; without formulas, to one without a value. */
function withProblems(
  formulas: readonly Formula[],
  problems: readonly Problem[],
  text: string,
  offset: number,
): Formula[] {
  const saying = formulas.filter((f) => f.program.values.length > 0);
  if (problems.length === 0) return saying;
  if (saying.length === 0) return [empty(trimmedSpan(text, offset), text.trim(), problems)];
  const given = saying.map((): Problem[] => []);
  for (const p of problems) {
    const at = saying.findIndex((f) => p.span.start >= f.span.start && p.span.start <= f.span.end);
    given[Math.max(at, 0)]?.push(p);
  }
  return saying.map((f, i) => {
    const own = given[i] ?? [];
    return own.length === 0
      ? f
      : { ...f, program: { ...f.program, problems: [...own, ...f.program.problems] } };
  });
}

const empty = (span: Span, tex: string, problems: readonly Problem[]): Formula => ({
  program: { values: [], outputs: [], mentions: [], labels: [], problems },
  root: undefined,
  span,
  tex,
});

function tooLong(text: string, offset: number): Formula {
  const span = { start: offset, end: offset + text.length };
  return empty(span, text, [
    {
      code: 'formula-too-long',
      severity: 'warning',
      message: `This formula has ${text.length} characters; formulas up to ${maxLength} are read.`,
      span,
      values: { limit: maxLength },
    },
  ]);
}
