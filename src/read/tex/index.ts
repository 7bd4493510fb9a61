import { createBuilder } from '../../program/builder.js';
import type { Shape } from '../../program/dim.js';
import type { Problem } from '../../program/problem.js';
import type { Side } from '../../program/side.js';
import type { Span } from '../../program/span.js';
import type { ValueId } from '../../program/value.js';
import type {
  DefinedFunction,
  Definition,
  Formula,
  FormulaDefinition,
  TexContext,
} from '../types.js';
import { sizesOf } from './conventions.js';
import type { Expression } from './expression.js';
import { readLayout } from './layout/index.js';
import { findIndices, leftLetters } from './indexed/indices.js';
import type { Indices } from './indexed/indices.js';
import { inLeftOrder } from './indexed/emit.js';
import { lowerIndexed } from './indexed/lower.js';
import { elementsName } from './indexed/vectors.js';
import { lowerExpression } from './lower/lower.js';
import { parametersOf, takenBy } from './lower/definiendum.js';
import { readEquation } from './lower/equations.js';
import { nameSizes } from './lower/sizeNames.js';
import type { ByName, Lowering } from './lower/state.js';
import { expandMacros, usedMacros } from './macros.js';
import type { Node } from './nodes.js';
import { typedAngles } from './notations/angles.js';
import { boundlessMeans } from './notations/boundlessMeans.js';
import { functionsHere } from './notations/functionsHere.js';
import { markImaginary } from './notations/imaginary.js';
import { inlineCases } from './notations/inlineCases.js';
import { mathInText } from './notations/mathInText.js';
import { scriptCommands } from './notations/scriptCommands.js';
import { namedSoftmax } from './notations/namedSoftmax.js';
import { withoutSlips } from './notations/slips.js';
import { spacedNumbers } from './notations/spacedNumbers.js';
import { argumentPlaces } from './notations/argumentPlaces.js';
import { differentials } from './notations/differentials.js';
import { superscriptIndices } from './notations/superscripts.js';
import { readingOrder } from './order.js';
import { withoutAnswered } from './loneSigns.js';
import { createParser } from './parse.js';
import { splitFormulas } from './rows.js';
import type { Piece } from './rows.js';
import { declaredShapes } from './sayings.js';
import { softCaps } from './softCaps.js';
import { tokenize } from './tokens.js';

export { markTex } from './mark.js';

/** Longer texts are no formulas (characters). */
const maxLength = 200_000;

/**
 * Values of all rows together after which rows no longer copy values of earlier ones, so that what is
 * made of a long block grows with the number of its rows.
 */
const maxValues = 2_500;

/** Parts of the rows above that a row which begins with `=` is held against. */
const maxCarried = 8;

const goesOn = (e: Expression): boolean => e.kind === 'relation' && e.parts[0]?.kind === 'missing';

interface Parsed extends Piece {
  readonly expression: Expression;
}

/** What a formula's text says by itself, whatever the document says of its symbols. */
export interface Written {
  readonly text: string;
  readonly offset: number;
  readonly parsed: readonly Parsed[];
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly indices: Indices | undefined;
  readonly problems: readonly Problem[];
  /** Macros of the document that it uses. */
  readonly macros: TexContext['macros'];
}

/**
 * Parses math without its delimiters, for {@link formulasOf}. Spans are `offset` plus the place in
 * `text`.
 */
export function parseWritten(
  text: string,
  offset: number,
  context: Pick<TexContext, 'macros' | 'softmax'> = {},
): Written {
  if (text.length > maxLength) return nothingOf(text, offset, tooLong(text, offset));
  const written = spacedNumbers(tokenize(text, offset), text);
  const tokens = expandMacros(written, context.macros);
  const macros = usedMacros(written, context.macros);
  const layout = readLayout(typedAngles(mathInText(scriptCommands(tokens))));
  const parser = createParser();
  const pieces = splitFormulas(inlineCases(layout.nodes), text, offset);
  const spelled = pieces.map((piece) => parser.parse(piece.nodes, piece.span));
  const expressions = settled(namedSoftmax(spelled, new Set(context.softmax)), text, offset);
  const parsed = pieces.flatMap((piece, i): Parsed[] => {
    const expression = expressions[i];
    return expression === undefined ? [] : [{ ...piece, expression }];
  });
  return {
    text,
    offset,
    parsed,
    shapes: text.includes('tanh')
      ? new Map([...softCaps(expressions), ...declaredShapes(expressions)])
      : declaredShapes(expressions),
    indices: findIndices(expressions),
    problems: [...layout.problems, ...withoutAnswered(parser.problems, text, offset)],
    macros,
  };
}

/**
 * Reads math without its delimiters into one {@link Formula} for each row or clause. Spans are
 * `offset` plus the place in `text`. Never throws: what can't be read is a problem of the formula
 * it stands in, and a text that says no formula gives an empty list.
 */
export const readFormulas = (text: string, offset: number, context: TexContext = {}): Formula[] =>
  formulasOf(parseWritten(text, offset, context), context);

/** The formulas of a text that was parsed under the same macros and names of the softmax. */
export function formulasOf(written: Written, context: TexContext = {}): Formula[] {
  const { text, offset, parsed, indices, macros } = written;
  const shapes = besides(written.shapes, (name) => context.symbol?.(name)?.shape);
  const definitions = new Map<string, Definition>();
  const known = besides(definitions, (name) => context.symbol?.(name)?.definition);
  const called = new Map<string, DefinedFunction>();
  const functions = besides(called, (name) => context.symbol?.(name)?.function);
  const formulas: Formula[] = [];
  let inherited: string | undefined;
  let chain: readonly Side[] = [];
  let total = 0;
  let cutAt: Span | undefined;
  const source = (s: Span): string => text.slice(s.start - offset, s.end - offset);
  const sequence = parsed.some((p) => goesOn(p.expression))
    ? parsed.map((_, i) => i)
    : readingOrder(parsed.map((p) => p.expression));
  for (const place of indices === undefined ? sequence : parsed.keys()) {
    const piece = parsed[place];
    if (piece === undefined) continue;
    const about = { source, known, functions, declared: shapes, inherited, text, offset };
    // Element by element where the text asks for it; as matrices where that has no reading.
    const { formula, name, sides } =
      (indices &&
        (readPiece(piece, about, indices) ??
          readPiece(piece, { ...about, leftToo: false }, indices))) ??
      readPiece(piece, about);
    if (name !== undefined) inherited = name;
    for (const d of formula.defines ?? []) {
      const definition = { ...d, program: formula.program };
      definitions.set(d.name, definition);
      if (formula.takes !== undefined) called.set(d.name, { ...definition, takes: formula.takes });
      if (d.index !== undefined && d.index.length > 0)
        definitions.set(elementsName(d.name, d.index.length), definition);
    }
    chain = goesOn(piece.expression) ? [...chain.slice(-maxCarried), ...sides] : sides;
    formulas.push(
      (chain.length < 2 && !sides.some((side) => side.ofSoftmax)) || sides.length === 0
        ? formula
        : { ...formula, sides: chain },
    );
    total += formula.program.values.length;
    if (total > maxValues) {
      if (definitions.size > 0 && cutAt === undefined) cutAt = piece.span;
      definitions.clear();
      called.clear();
    }
  }
  formulas.sort((a, b) => a.span.start - b.span.start);
  const whole = withProblems(
    formulas,
    causes([...written.problems, ...(cutAt === undefined ? [] : [cutFrom(cutAt)])]),
    text,
    offset,
  );
  return macros === undefined ? whole : whole.map((f) => ({ ...f, macros }));
}

/** What only the whole formula tells: √−1 from an index, an index above from a power. */
function settled(
  written: readonly Expression[],
  text: string,
  offset: number,
): readonly Expression[] {
  const source = (s: Span): string => text.slice(s.start - offset, s.end - offset);
  const known = /[;:]|dots|\.T\b|\)\s*\/|\.\s+\(\s*\d/.test(text)
    ? written.map((e) => withoutSlips(e, source))
    : written;
  const means = /\\sum|[∑Σ]/.test(text) ? boundlessMeans(known) : known;
  const functions = functionsHere(differentials(markImaginary(means, text)));
  return superscriptIndices(
    /[a-z}]\s*\(\s*[a-z]'*\s*\)/.test(text) ? argumentPlaces(functions) : functions,
  );
}

interface PieceContext {
  readonly source: (span: Span) => string;
  readonly known: ByName<Definition>;
  readonly functions: ByName<DefinedFunction>;
  readonly declared: ByName<Shape>;
  readonly inherited: string | undefined;
  readonly text: string;
  readonly offset: number;
  readonly leftToo?: boolean;
}

function readPiece(piece: Parsed, context: PieceContext): ReadPiece;
function readPiece(piece: Parsed, context: PieceContext, indices: Indices): ReadPiece | undefined;
function readPiece(
  piece: Parsed,
  { source, known, functions, declared, inherited, text, offset, leftToo = true }: PieceContext,
  indices?: Indices,
): ReadPiece | undefined {
  const builder = createBuilder();
  const indexed = new Map<ValueId, readonly (string | undefined)[]>();
  const order = indices === undefined ? [] : leftLetters(piece.expression);
  const s: Lowering = {
    builder,
    source,
    definitions: known,
    functions,
    declared,
    sizes: sizesOf([piece.expression]),
    symbols: new Map(),
    kinds: new Map(),
    computed: new Map(),
    layers: new Set(),
    ...(indices === undefined ? {} : { indices }),
    reuse: false,
    sharing: false,
    leftToo,
    full: false,
    copied: 0,
    gaveUp: false,
    lower(e) {
      if (indices === undefined) return lowerExpression(s, e);
      const value = inLeftOrder(s, order, lowerIndexed(s, order, e));
      if (value === undefined && !s.reuse) s.gaveUp = true;
      if (value !== undefined) indexed.set(value.id, value.index);
      return value?.id;
    },
  };
  const { root, outputs, defines, name, sides } = readEquation(s, piece.expression, inherited);
  if (s.gaveUp) return undefined;
  nameSizes(builder);
  const whole = builder.finish(outputs);
  const span = piece.whole ? trimmedSpan(text, offset) : piece.span;
  // Rows copy values of earlier rows; what was wrong there was said there.
  const here = (p: Problem): boolean => p.span.start >= span.start && p.span.end <= span.end;
  const program = { ...whole, problems: whole.problems.filter(here) };
  const named = defines.map(({ name: given, value }): FormulaDefinition => {
    const index = indexed.get(value)?.filter((l) => l !== undefined);
    return { name: given, value, ...(index === undefined ? {} : { index }) };
  });
  const parameters = parametersOf(piece.expression);
  const takes = takenBy(piece.expression);
  const tex = blanked(source(span), span.start, piece.nodes);
  const own = (sides ?? []).map((side): Side => ({ program, ...side }));
  const formula: Formula = {
    program,
    root,
    span,
    tex,
    ...(named.length === 0 ? {} : { defines: named }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takes === undefined ? {} : { takes }),
    ...(piece.inSentence === true || declaresShape(piece.expression) ? { inSentence: true } : {}),
  };
  return { formula, name, sides: own };
}

/** `QK^\top \in \mathbb{R}^{n \times n}`: says how large a thing is, and works nothing out. */
const declaresShape = (e: Expression): boolean =>
  e.kind === 'relation' && e.relations.every((r) => r === 'in');

/** A table with what is said elsewhere behind it. */
function besides<T>(
  own: ReadonlyMap<string, T>,
  other: (name: string) => T | undefined,
): ByName<T> {
  const get = (name: string): T | undefined => own.get(name) ?? other(name);
  return { get, has: (name) => get(name) !== undefined };
}

interface ReadPiece {
  readonly formula: Formula;
  readonly name: string | undefined;
  readonly sides: readonly Side[];
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

/** Said of the last row whose names stand for values in the rows below it. */
const cutFrom = (span: Span): Problem => ({
  code: 'formula-too-long',
  severity: 'warning',
  message: `The rows up to here have ${maxValues} values; the rows below are read without them.`,
  span,
  values: { limit: maxValues },
});

/** Of a text that is too long, that it is. */
const tooLong = (text: string, offset: number): Problem => ({
  code: 'formula-too-long',
  severity: 'warning',
  message: `This formula has ${text.length} characters; formulas up to ${maxLength} are read.`,
  span: { start: offset, end: offset + text.length },
  values: { limit: maxLength },
});

/** A text of which nothing is read, and why. */
export function nothingOf(text: string, offset: number, why: Problem): Written {
  const none = { parsed: [], shapes: new Map<string, Shape>(), indices: undefined };
  return { text, offset, ...none, problems: [why], macros: undefined };
}
