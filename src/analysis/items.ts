import type { AnalyzedItem } from '../analysisTypes.js';
import { checkSides } from '../check/index.js';
import { exampleBindings } from '../infer/bindings.js';
import { propagateLabels } from '../infer/labels.js';
import { withKnownSizes } from '../infer/origins.js';
import { decidedSizes } from '../infer/shapes.js';
import type { Problem } from '../program/problem.js';
import { leastCertain } from '../program/builder.js';
import type { Shape } from '../program/dim.js';
import type { TopicSet } from '../program/topic.js';
import type { Origin, Program, ValueId } from '../program/value.js';
import type { Formula } from '../read/types.js';
import { createGraph } from '../recognize/graph.js';
import { markSame } from './repeats.js';
import { isLabelled, isMention } from '../recognize/mention.js';
import type { Role, Structure } from '../recognize/roles.js';
import { understand } from './understanding.js';

/** Roles of all structures; where two claim a value, the first (outermost) wins. */
export function mergeRoles(structures: readonly Structure[]): Map<ValueId, Role> {
  const roles = new Map<ValueId, Role>();
  for (const s of structures) {
    for (const [id, role] of s.roles) if (!roles.has(id)) roles.set(id, role);
  }
  return roles;
}

export const originOf = (
  program: Program,
  members: readonly ValueId[],
  root: ValueId | undefined,
): Origin => {
  const at = root === undefined ? undefined : program.values[root];
  if (at !== undefined) return at.origin;
  return leastCertain(members.flatMap((m) => program.values[m]?.origin ?? []));
};

/** `\in \mathbb{R}^{n \times n}`, `: (n, n)` */
const saysShape =
  /^[\s})\]$]*(?:\\quad\s*)?(?:(?:\\in(?![a-z])|∈)\s*(?:\\math(?:bb|ds|bf)|\\R|R|ℝ)|(?::|\\colon)\s*(?:\\left\s*)?[[(])/;

/** True where a formula tells a shape behind the value that ends at a place. */
const tellsShape = ({ tex, span }: Formula, end: number): boolean =>
  saysShape.test(tex.slice(Math.max(0, end - span.start)));

/** `\text{MultiHead}(Q, K, V)` and nothing before it. */
const isNamedCall =
  /^\s*(?:\\q?quad\s*)?\\(?:text|mathrm|operatorname)\s*\{\s*[A-Za-z]+\s*\}\s*(?:\\left)?\([^=()]*\)\s*$/;

/**
 * True where a formula is but the name of what it would compute: a symbol that is defined somewhere
 * else, or, in a sentence, one operation on symbols.
 */
function isOnlyNamed(
  formula: Formula,
  shapes: readonly (Shape | undefined)[],
  { kind, root: at }: Structure,
  display: boolean,
): boolean {
  const { program, root, span, inSentence, tex } = formula;
  const whole = program.values[at]?.span;
  if (whole === undefined) return false;
  if (whole.end <= span.start || whole.start >= span.end) return true;
  // What stands beside it says something of it, but for its shape: `\in \mathbb{R}^{n \times n}`.
  const beside = tellsShape(formula, whole.end);
  // `\text{MultiHead}(Q, K, V) \in \mathbb{R}^{n \times d}` computes nothing, wherever it stands.
  if (beside && isNamedCall.test(tex.slice(0, whole.end - span.start))) return true;
  if ((display && inSentence === undefined) || root !== at) return false;
  // `( QK^\top )`: brackets and blanks say nothing.
  const after = beside ? '' : tex.slice(whole.end - span.start);
  const around = `${tex.slice(0, whole.start - span.start)} ${after}`;
  const margin = around.replaceAll(/\\(?:left|right)(?![A-Za-z])|[\s()]/g, '').length;
  return margin <= 3 && isMention(createGraph(program, shapes), root, kind);
}

/** The item of a formula with the sizes that the document gives to its dimensions. */
export function withSizes(item: AnalyzedItem, sizes: ReadonlyMap<string, number>): AnalyzedItem {
  const decided = decidedSizes(item.program, item.shapes);
  const given = new Map([...sizes, ...decided]);
  // Other sizes are other numbers: only a program with the same is the same.
  const program = { ...withKnownSizes(item.program, new Set(given.keys())) };
  markSame(program, item.program, JSON.stringify([...given]));
  return {
    ...item,
    program,
    bindings: exampleBindings(program, item.shapes, given, true),
    origin: originOf(program, item.members, item.root),
  };
}

/**
 * `[P; X]` does not say along which axis it joins, and of two matrices one below the other nothing says
 * that they are factors: where that fails the guess was wrong.
 */
const isGuess = ({ code, span }: Problem, { program, tex, span: whole }: Formula): boolean =>
  code === 'shape-mismatch' &&
  program.values.some(({ operation, inputs, span: at }) => {
    if (at.start !== span.start || at.end !== span.end) return false;
    if (operation.kind !== 'matmul') return /^(?:concat|stack)$/.test(operation.kind);
    const [left, right] = inputs.map((i) => program.values[i]?.span);
    const between = left && right && tex.slice(left.end - whole.start, right.start - whole.start);
    return between !== undefined && between.includes('\n') && between.trim() === '';
  });

/** What says more of a formula than another side that weighs values by a letter: `O = AV = \ldots`. */
const attends: ReadonlySet<AnalyzedItem['kind']> = new Set<AnalyzedItem['kind']>([
  'attention.scaledDotProduct',
  'attention.head',
  'attention.additive',
  'attention.linear',
]);

/** Of several equal sides, the one that says what the formula is; its result's where it does. */
function tellingSide(
  { program, root }: Formula,
  structures: readonly Structure[],
): Structure | undefined {
  const own = structures.find((s) => s.root === root);
  const sides = structures.filter((s) => s.kind !== 'tensor' && program.outputs.includes(s.root));
  if (own?.kind === 'attention.weightedSum') return sides.find((s) => attends.has(s.kind)) ?? own;
  // `q_m^\top k_n = |q||k| \cos((m - n)\theta)`: of turned vectors, which is more than scores.
  if (own?.kind === 'attention.scores')
    return sides.find((s) => s.kind === 'rotaryEmbedding') ?? own;
  if (own !== undefined && own.kind !== 'tensor') return own;
  const at = (id: ValueId | undefined): number => program.values[id ?? -1]?.span.start ?? 0;
  // `\|v\| w = …`, `a + b = …`: letters on the left alone make no layer.
  const isLayer = ({ kind }: Structure): boolean => kind === 'projection' || kind === 'residual';
  return sides.find((s) => !isLayer(s) || at(s.root) >= at(root)) ?? own;
}

/** False where the weights were worked out in an earlier formula, which was told what is to be said. */
function holdsWeights({ program, span }: Formula, structures: readonly Structure[]): boolean {
  const weights = structures.flatMap(({ roles }) =>
    [...roles].flatMap(([id, role]) => (role === 'weights' ? [id] : [])),
  );
  return (
    weights.length === 0 ||
    weights.some((id) => {
      const at = program.values[id]?.span;
      return at !== undefined && at.start >= span.start && at.end <= span.end;
    })
  );
}

/**
 * Understands one formula. Gives its item for where it stands within a sentence and, `display`, for
 * where it stands on lines of its own; both are one but for what a formula that is only named is.
 */
export function formulaItem(
  formula: Formula,
  {
    topics,
    certain = false,
  }: {
    readonly topics?: TopicSet | undefined;
    /** True where names that are defined elsewhere can mean nothing else here. */
    readonly certain?: boolean;
  } = {},
): (display: boolean) => AnalyzedItem {
  const known = understand(formula.program, {
    conventions: true,
    ...(topics === undefined ? {} : { topics }),
  });
  const members = formula.program.values.map((v) => v.id);
  const checked = formula.sides && checkSides(formula.sides, formula.program, { certain });
  const main = tellingSide(formula, known.structures);
  // `\text{Concat}(head_1, head_2): [n, d]` tells a shape.
  const ends = main === undefined ? 0 : (formula.program.values[main.root]?.span.end ?? 0);
  const toldShape = tellsShape(formula, ends);
  const labelled =
    main !== undefined && !toldShape && isLabelled(formula.program, main.kind, topics);
  const kindOf = (display: boolean): AnalyzedItem['kind'] =>
    main === undefined || isOnlyNamed(formula, known.shapes, main, display || labelled)
      ? 'tensor'
      : main.kind;
  const make = (display: boolean): AnalyzedItem => ({
    id: 'f',
    kind: kindOf(display),
    language: 'latex',
    display,
    span: formula.span,
    source: formula.tex,
    ...(formula.macros === undefined ? {} : { macros: formula.macros }),
    root: formula.root,
    members,
    roles: mergeRoles(known.structures),
    origin: originOf(known.program, members, formula.root),
    problems: [
      ...formula.program.problems.filter((p) => !isGuess(p, formula)),
      // Which way the vectors lie is a custom of each text.
      ...(holdsWeights(formula, known.structures)
        ? known.lints.filter((p) => p.code !== 'softmax-axis')
        : []),
      ...(checked?.problems ?? []),
    ],
    ...(checked === undefined || checked.checks.length === 0 ? {} : { checks: checked.checks }),
    // Understood another way it is no repetition.
    program: { ...known.program },
    structures: known.structures,
    shapes: known.shapes,
    bindings: known.bindings,
    axisLabels: known.axisLabels,
    ...(formula.defines === undefined ? {} : { defines: formula.defines }),
    ...(formula.parameters === undefined ? {} : { parameters: formula.parameters }),
    ...(formula.takes === undefined ? {} : { takes: formula.takes }),
  });
  let made: AnalyzedItem | undefined;
  let other: AnalyzedItem | undefined;
  return (display) => {
    made ??= make(display);
    if (made.display === display) return made;
    if (other !== undefined) return other;
    const kind = kindOf(display);
    return (other =
      kind === made.kind ? made : { ...made, kind, display, program: { ...made.program } });
  };
}

/**
 * The same item over a rewritten program. `ids` gives the new id of each old value; values that
 * the rewriting added belong to the item.
 */
export function rebuildItem(
  item: AnalyzedItem,
  program: Program,
  ids: ReadonlyMap<ValueId, ValueId>,
): AnalyzedItem {
  const known = understand(program, {
    conventions: item.language !== 'python',
    ...(item.topics === undefined ? {} : { topics: item.topics }),
  });
  const kept = new Map([...ids].map(([from, to]) => [to, from]));
  const old = new Set(item.members);
  const members = program.values
    .map((v) => v.id)
    .filter((id) => {
      const before = kept.get(id);
      return before === undefined || old.has(before);
    });
  const root = item.root === undefined ? undefined : (ids.get(item.root) ?? item.root);
  return {
    ...item,
    program,
    root,
    members,
    roles: mergeRoles(known.structures),
    structures: known.structures,
    shapes: known.shapes,
    bindings: known.bindings,
    axisLabels: known.axisLabels,
  };
}

/** The item with tokens along the rows and columns of its weights, where their number fits. */
export function relabelItem(item: AnalyzedItem, tokens: readonly string[]): AnalyzedItem {
  const weights = [...item.roles].filter(([, role]) => role === 'weights').map(([id]) => id);
  const labels = weights.flatMap((value) =>
    [-1, -2].map((axis) => ({ value, axis, labels: tokens, span: { start: 0, end: 0 } })),
  );
  return { ...item, axisLabels: propagateLabels({ ...item.program, labels }, item.shapes) };
}
