import type { Problem } from '../program/problem.js';
import { onceEach } from '../program/remember.js';
import type { Side } from '../program/side.js';
import type { Program } from '../program/value.js';
import { agree, compare } from './compare.js';
import { compute, computationOf, type Computation, type Numbers } from './compute.js';
import { digitsOf } from './digits.js';
import { hasOtherMeaning } from './otherMeaning.js';
import { unequal, wrongNumbers, wrongShape, wrongSum } from './problems.js';
import { otherReadings } from './readings.js';
import { looseNumbers, textsOf } from './rounded.js';
import { slackOf } from './slack.js';
import { isMagnitude, isWhole, statedResult, type StatedResult } from './stated.js';
import type { Check, Checked } from './types.js';
import { saysWeights, wrongRows } from './weights.js';

export type { Check, Checked } from './types.js';

/** `i^2`, `ijk`: units whose products are ±1, also where a letter is an index elsewhere. */
const unitProduct = /^(?:\{?[ijk]\}?(?:\s*\^\s*\{?[2-4]\}?|[²³])?\s*(?:\\cdot\s*)?)+$/;

/** Longer chains are cut. */
const maxSides = 40;

/** A part of a chain with its numbers. */
interface Part {
  readonly side: Side;
  readonly stated: StatedResult | undefined;
  readonly computation: Computation;
  readonly numbers: Numbers;
  /** Its decimals are results of the parts before it. */
  readonly step: boolean;
  /** How far its numbers may be off because of rounded numbers in it; worked out when asked for. */
  readonly slack: () => ArrayLike<number>;
}

/** The numbers of a part; a row that goes on from others is held against theirs. */
const workedSide = onceEach((side: Side) => {
  if (!isWhole(side) || isMagnitude(side)) return undefined;
  const computation = computationOf(side.program, side.value);
  const computed = computation && compute(computation);
  if (computation === undefined || computed === undefined) return undefined;
  // The softmax of one number is 1 whatever the number is.
  if (computed.data.length === 1 && side.program.values[side.value]?.operation.kind === 'softmax')
    return undefined;
  const numbers =
    side.after === '' ? computed : { ...computed, data: Array.from(computed.data, (x) => x / 100) };
  return { computation, numbers, stated: statedResult(side) };
});

/** The parts of a chain that can be computed, in order. */
function partsOf(sides: readonly Side[]): Part[] {
  const parts: Part[] = [];
  const data = new Set<string>();
  for (const side of sides) {
    const worked = workedSide(side);
    if (worked === undefined) continue;
    const { computation, numbers, stated } = worked;
    const step = parts.length > 0;
    const { values } = computation.program;
    if (!step) for (const text of values.flatMap(textsOf)) data.add(text);
    const about = { step, rounds: side.sign !== '=' && side.sign !== '', data: new Set(data) };
    let known: ArrayLike<number> | undefined;
    const slack = () => (known ??= slackOf(computation, numbers, looseNumbers(values, about)));
    parts.push({ side, stated, computation, numbers, step, slack });
  }
  return parts;
}

/** True for a part that is one number as it is written. */
const isNumber = ({ side, stated }: Part): boolean =>
  stated?.shape.length === 0 && side.program.values[side.value]?.operation.kind === 'tensor';

/** `e^2` of an error e: without the first part the others follow from each other. */
function withoutOtherE(parts: readonly Part[], options: CheckOptions): readonly Part[] {
  const [first, second, third] = parts;
  if (first === undefined || second === undefined || third === undefined) return parts;
  const powers = /(?<![A-Za-z\\])e\s*\^/;
  if (!powers.test(first.side.text) || powers.test(second.side.text)) return parts;
  const held =
    judge(second, first, options).kind === 'wrong' &&
    judge(third, second, options).kind === 'right';
  return held ? parts.slice(1) : parts;
}

export interface CheckOptions {
  /** True where every name that is defined elsewhere has the one value it can have here. */
  readonly certain: boolean;
}

interface Verdict {
  readonly kind: 'right' | 'wrong' | 'unclear';
  readonly against: Part;
  readonly problems: readonly Problem[];
}

const percentScale = ({ side }: Part): number => (side.after === '' ? 1 : 100);

/** A stated result against one computed part. */
function judgeStated(
  part: Part,
  stated: StatedResult,
  against: Part,
  { certain }: CheckOptions,
): Verdict {
  const verdict = (kind: Verdict['kind'], problems: readonly Problem[] = []): Verdict => ({
    kind,
    against,
    problems,
  });
  const first = compare(stated, against.numbers);
  if (first.kind === 'right' || first.kind === 'unclear') return verdict(first.kind);
  const own = against.stated?.numbers.map((n) => Math.max(n.half, n.cut));
  const loose = compare(
    stated,
    against.numbers,
    own ?? sharesSlack(stated, against) ?? against.slack(),
  );
  if (loose.kind === 'right') return verdict('right');
  // Other numbers under a name used before are more often another example than a mistake.
  const most = stated.numbers.length / 2;
  if (against.side.restated === true && (loose.kind !== 'wrong' || loose.places.length >= most))
    return verdict('unclear');
  if (isOtherCase(stated, against, certain) || isOtherReading(stated, against)) {
    return verdict('unclear');
  }
  const others = otherReadings(against.computation, against.side);
  if (others.some((n) => compare(stated, n).kind === 'right')) return verdict('right');
  if (loose.kind === 'shape') {
    return verdict('wrong', [wrongShape(stated, against.numbers, part.side.span)]);
  }
  const places = loose.kind === 'wrong' ? loose.places : [];
  return verdict('wrong', wrongNumbers(stated, against.numbers, places, percentScale(part)));
}

/** What `=` and `\approx` between two expressions may leave out, as of an approximation. */
const approximation = { equal: 0.002, about: 0.1 };

const ownLiterals = ({ side, computation }: Part): readonly boolean[] =>
  computation.program.values.flatMap((v) =>
    v.operation.kind === 'tensor'
      ? [v.span.start >= side.span.start && v.span.end <= side.span.end]
      : [],
  );

/** True for a part that is written with numbers of its own. */
const hasNumbers = (part: Part): boolean => ownLiterals(part).includes(true);

const isPower = ({ side }: Part): boolean =>
  side.program.values[side.value]?.operation.kind === 'pow';

/** Within half an order of magnitude. */
function isNear(a: Part, b: Part): boolean {
  const ratio = Math.abs((a.numbers.data[0] ?? 0) / (b.numbers.data[0] ?? 0));
  return a.numbers.data.length === 1 && ratio > 0.32 && ratio < 3.2;
}

/**
 * `v^2 = 10` where v was 1 elsewhere is another case and no mistake: a single number that follows
 * from names alone has to be near to what is stated.
 */
function isOtherCase(stated: StatedResult, against: Part, certain: boolean): boolean {
  const { data } = against.numbers;
  if (stated.numbers.length !== 1 || data.length !== 1) return false;
  const [said, found] = [stated.numbers[0]?.value ?? 0, data[0] ?? 0];
  if (!Number.isFinite(found)) return Number.isFinite(said);
  if (certain && against.side.restated !== true) return false;
  const given = ownLiterals(against).includes(false) || against.side.restated === true;
  return given && !(Math.abs(said - found) <= 0.25 * Math.abs(found));
}

/** `\sqrt{1} = -1`: a square has two roots; `7 / 2 = 3`: a whole quotient, as code divides; `i^2 = -1`. */
function isOtherReading({ numbers }: StatedResult, { side, numbers: computed }: Part): boolean {
  const [only, more] = numbers;
  const { values } = side.program;
  const root = values[side.value];
  const found = computed.data[0] ?? 0;
  if (only === undefined || more !== undefined || root === undefined) return false;
  const { kind } = root.operation;
  if (Math.abs(only.value) === 1 && unitProduct.test(side.text.trim())) return true;
  if (kind === 'sqrt' || kind === 'pow') return only.value < 0 && only.value === -found;
  // `e^{-1} = 7` of a key e.
  if (/(?<![A-Za-z\\])e\s*\^/.test(side.text) && only.digits.whole)
    return Math.abs(only.value - found) > 0.5 + 0.25 * Math.abs(found);
  // Sizes are whole too: `T' = \frac{T}{4} = 12`.
  const ofSizes = root.inputs.some((id) => {
    const at = values[id]?.span;
    return at !== undefined && (at.end <= side.span.start || at.start >= side.span.end);
  });
  if (kind !== 'div' || !only.digits.whole) return false;
  if (!side.text.includes('/') && !ofSizes) return false;
  const isWholeNumber = (id: number): boolean =>
    textsOf(values[id] ?? root).some((text) => digitsOf(text).whole);
  return only.value === Math.trunc(found) && root.inputs.every(isWholeNumber);
}

/** `0.5 + 0.3 + 0.1 = 1`: the shares of one are rounded, and 1 is what they are to be. */
function sharesSlack(stated: StatedResult, { computation }: Part): number[] | undefined {
  const { values } = computation.program;
  if (stated.numbers.length !== 1 || stated.numbers[0]?.value !== 1) return undefined;
  const isSum = values.every(({ operation: { kind } }) => kind === 'tensor' || kind === 'add');
  const shares = values.flatMap((v) => (v.operation.kind === 'tensor' ? v.operation.data : []));
  if (!isSum || shares.length < 2 || shares.some((x) => x < 0 || x > 1)) return undefined;
  const units = values.flatMap((v) => textsOf(v).map((text) => digitsOf(text).unit));
  return [units.reduce((a, b) => a + b, 0) / 2];
}

/** An expression against a part before it. */
function judgeExpression(part: Part, against: Part): Verdict {
  const rounds = part.side.sign !== '=';
  const slack = (i: number): number =>
    (part.slack()[i] ?? 0) +
    (against.step ? (against.slack()[i] ?? 0) : 0) +
    Math.abs(against.numbers.data[i] ?? 0) * (rounds ? approximation.about : approximation.equal);
  const exactly = agree(against.numbers, part.numbers, () => 0);
  const agreed = exactly === true || agree(against.numbers, part.numbers, slack);
  if (agreed === undefined) return { kind: 'unclear', against, problems: [] };
  if (agreed) return { kind: 'right', against, problems: [] };
  // Another value for a name, an equation between names, an order of magnitude: nothing was computed.
  const powers = isPower(part) || isPower(against);
  if (against.side.restated === true || !hasNumbers(part) || (powers && isNear(part, against)))
    return { kind: 'unclear', against, problems: [] };
  const others = otherReadings(against.computation, against.side);
  if (others.some((n) => agree(n, part.numbers, slack) === true))
    return { kind: 'right', against, problems: [] };
  const problem = unequal(against.numbers, part.numbers, part.side.span);
  return { kind: 'wrong', against, problems: [problem] };
}

function judge(part: Part, before: Part, options: CheckOptions): Verdict {
  if (part.stated !== undefined) return judgeStated(part, part.stated, before, options);
  // `0.27 = \frac{e}{e + e^2}` states its result first.
  if (before.stated !== undefined) {
    const turned = judgeStated(before, before.stated, part, options);
    return { ...turned, against: before };
  }
  return judgeExpression(part, before);
}

const numbersOf = (part: Part): number[] =>
  part.stated?.numbers.map((n) => n.value) ?? Array.from(part.numbers.data);

function checkOf(part: Part, against: Part, status: Check['status']): Check {
  // The stated part is the later one, unless only the earlier one is a statement.
  const turned = part.stated === undefined && against.stated !== undefined;
  const [said, worked] = turned ? [against, part] : [part, against];
  return {
    span: said.side.span,
    status,
    shape: worked.numbers.shape,
    stated: numbersOf(said),
    computed: Array.from(worked.numbers.data),
  };
}

/** Stated weights that can't be computed but must add up to 1. */
function checkWeights(sides: readonly Side[], own: Program, known: readonly Part[]): Problem[] {
  return sides.flatMap((side, i): Problem[] => {
    const at = known.findIndex((p) => p.side === side);
    if (side.program.values !== own.values || at !== 0 || !saysWeights(sides.slice(0, i), side))
      return [];
    const stated = statedResult(side);
    if (stated === undefined || stated.shape.length === 0) return [];
    return wrongRows(stated).map(({ row, sum }) => wrongSum(stated, row, sum));
  });
}

/**
 * Works out the results that a formula states and holds them against what it says before them.
 * `sides` are the parts of its chain of equalities; those of `own` are the formula's. A part is right
 * if it follows from any part before it within the rounding of the digits shown, also where those
 * are themselves rounded results; nothing is computed from example values.
 */
export function checkSides(sides: readonly Side[], own: Program, options: CheckOptions): Checked {
  const chain = sides.slice(0, maxSides);
  if (hasOtherMeaning(chain)) return { checks: [], problems: [] };
  const parts = withoutOtherE(partsOf(chain), options);
  const checks: Check[] = [];
  const problems: Problem[] = checkWeights(chain, own, parts);
  const wrong = new Set<Part>();
  for (const [i, part] of parts.entries()) {
    if (part.side.program.values !== own.values || i === 0) continue;
    const before = parts.slice(0, i).filter((p) => !wrong.has(p));
    const verdicts = (before.length === 0 ? parts.slice(0, i) : before)
      .map((b) => judge(part, b, options))
      // Of two numbers that differ neither is a result of the other: `1 = … = 0`.
      .filter((v) => v.kind === 'right' || !isNumber(part) || !isNumber(v.against));
    const right = verdicts.find((v) => v.kind === 'right');
    const found = right ?? (verdicts.some((v) => v.kind === 'unclear') ? undefined : verdicts[0]);
    if (found === undefined || found.kind === 'unclear') continue;
    // What an arrow leads to may be another thing than what stands before it comes to.
    if (found.kind === 'wrong' && part.side.sign === '\\to') continue;
    // What follows from a wrong step is not wrong a second time.
    const follows =
      found.kind === 'wrong' && [...wrong].some((b) => judge(part, b, options).kind === 'right');
    if (follows) continue;
    checks.push(checkOf(part, found.against, found.kind));
    if (found.kind === 'right') continue;
    wrong.add(part);
    for (const problem of found.problems) problems.push(problem);
  }
  return { checks, problems };
}
