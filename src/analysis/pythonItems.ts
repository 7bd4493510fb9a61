import type { AnalyzedItem } from '../analysisTypes.js';
import type { Problem } from '../program/problem.js';
import type { Span } from '../program/span.js';
import type { Program, ValueId } from '../program/value.js';
import type { FirstResult, PythonReading } from '../read/types.js';
import { attentionSteps, type Structure } from '../recognize/roles.js';
import { calledPart, computedFrom, partAtRoot, type Part } from './calledItems.js';
import { mergeRoles, originOf } from './items.js';
import { statementsIn, structuresWithin } from './structuresOf.js';
import { understand } from './understanding.js';

const isIn = (outer: Span) => (p: Problem) =>
  p.span.start >= outer.start && p.span.end <= outer.end;

function statementsSpan(
  statements: ReadonlyMap<ValueId, Span>,
  members: readonly ValueId[],
  program: Program,
): Span | undefined {
  let start = Infinity;
  let end = -Infinity;
  for (const m of members) {
    const span = statements.get(m) ?? program.values[m]?.span;
    if (span === undefined) continue;
    if (span.start < start) start = span.start;
    if (span.end > end) end = span.end;
  }
  return start > end ? undefined : { start, end };
}

/** What classes are called for. */
const namesOfClasses: readonly (readonly [RegExp, RegExp])[] = [
  [/attention|attn|mha$/i, /^attention\./],
  [/feed_?forward|ffn|mlp/i, /^feedForward$/],
];

/** Of the structures in a class, those that its name says: around them it may add and normalize. */
function ofItsName(text: string, structures: readonly Structure[]): readonly Structure[] {
  const name = /^class\s+(\w+)/.exec(text)?.[1] ?? '';
  const kind = namesOfClasses.find(([is]) => is.test(name))?.[1];
  const meant = kind === undefined ? [] : structures.filter((s) => kind.test(s.kind));
  return meant.length > 0 ? meant : structures;
}

const largest = (structures: readonly Structure[]): Structure | undefined =>
  structures.reduce<Structure | undefined>(
    (most, s) => (s.members.length > (most?.members.length ?? 0) ? s : most),
    undefined,
  );

/** Steps of attention are less than what a class of attention computes. */
function withoutSteps(structures: readonly Structure[]): readonly Structure[] {
  const whole = structures.filter((s) => !attentionSteps.has(s.kind));
  return whole.length > 0 ? whole : structures;
}

/** What a layer or a class computes, from what its first call gave. */
function partOf(
  { span, value, whole, from }: FirstResult,
  program: Program,
  structures: readonly Structure[],
  text: string,
): Part | undefined {
  if (whole !== undefined) {
    // What a structure begins with may come from the caller; what it gives is the class's own.
    const isInside = ({ root }: Structure): boolean => {
      const span = program.values[root]?.span;
      return span !== undefined && whole.start <= span.start && span.end <= whole.end;
    };
    const inside = structures.filter(isInside);
    // What a branch computes that is not taken is not what the class gives.
    const behind = computedFrom(program, value, 0);
    const own = inside.filter((s) => behind.has(s.root));
    const code = text.slice(whole.start, whole.end);
    const named = ofItsName(code, own.length > 0 ? own : inside);
    // Where the first call was not followed to its end, another one may have been.
    const complete = named.some((s) => attentionSteps.has(s.kind))
      ? ofItsName(code, inside)
      : named;
    return largest(withoutSteps(complete));
  }
  if (from !== undefined) return calledPart(program, structures, { span, value, from });
  return partAtRoot(program, structures, value);
}

/**
 * Items of code: one per structure, one of kind `tensor` for what remains of each scope, one where a
 * layer or a class is made, which shows what its first call computes, and one where a function of the
 * text is called that is a structure as a whole.
 */
export function pythonItems(reading: PythonReading, text: string): AnalyzedItem[] {
  const known = understand(reading.program, { conventions: false });
  const { program } = reading;
  const allProblems = [...program.problems, ...known.lints];
  const item = (
    kind: AnalyzedItem['kind'],
    id: string,
    span: Span,
    root: ValueId | undefined,
    members: readonly ValueId[],
    structures: readonly Structure[],
  ): AnalyzedItem => ({
    id: `p${id}`,
    kind,
    display: true,
    language: 'python',
    span,
    source: text.slice(span.start, span.end),
    root,
    members,
    roles: mergeRoles(structures),
    origin: originOf(program, members, root),
    problems: allProblems.filter(isIn(span)),
    program,
    structures,
    shapes: known.shapes,
    bindings: known.bindings,
    axisLabels: known.axisLabels,
  });
  const spanOf = (s: Structure): Span | undefined =>
    s.span ?? statementsSpan(statementsIn(reading.scopes), s.members, program);
  const within = (members: readonly ValueId[]): Structure[] =>
    structuresWithin(known.structures, members);
  const items: AnalyzedItem[] = [];
  const covered = new Set<ValueId>();
  for (const [i, s] of known.structures.entries()) {
    const span = spanOf(s);
    if (span === undefined) continue;
    for (const m of s.members) covered.add(m);
    const nested = within(s.members).filter((o) => o !== s);
    items.push(item(s.kind, `s${i}`, span, s.root, s.members, [s, ...nested]));
  }
  for (const [i, made] of reading.made.entries()) {
    const part = partOf(made, program, known.structures, text);
    if (part === undefined) continue;
    const { kind, root, members } = part;
    items.push(item(kind, `m${i}`, made.span, root, members, within(members)));
  }
  for (const [i, call] of reading.calls.entries()) {
    const part = calledPart(program, known.structures, call);
    if (part === undefined) continue;
    const { kind, root } = part;
    const members = part.members.includes(call.value)
      ? part.members
      : [...part.members, call.value];
    // What the function computes has its line above the function.
    const at = item(kind, `c${i}`, call.span, root, members, within(members));
    items.push({ ...at, display: false });
  }
  for (const [i, scope] of reading.scopes.entries()) {
    const rest = scope.values.filter((v) => !covered.has(v));
    const span = statementsSpan(scope.statements, rest, program);
    if (span === undefined) continue;
    items.push(item('tensor', `t${i}`, span, undefined, rest, within(rest)));
  }
  return items.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}
