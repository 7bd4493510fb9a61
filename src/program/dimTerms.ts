import type { Dim, DimExpression } from './dim.js';

/** A whole number times a product of atoms; an atom is a symbol or a quotient. */
interface Term {
  readonly coefficient: number;
  readonly atoms: readonly (string | DimExpression)[];
}

/** Terms of a sum and factors of a term past which a size is not worked with. */
const MAX_TERMS = 64;
const MAX_ATOMS = 64;
/** Length of a quotient's text past which it is not worked with. */
const MAX_TEXT = 2_000;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One text for all ways to write a quotient; kept, for quotients of quotients are asked often. */
const quotientTexts = new WeakMap<DimExpression, string>();
const atomText = (a: string | DimExpression): string =>
  typeof a === 'string' ? a : (quotientTexts.get(a) ?? '');
const termKey = (t: Term): string => t.atoms.map(atomText).sort(compare).join('*');
const termsText = (terms: readonly Term[]): string =>
  terms
    .map((t) => `${t.coefficient}:${termKey(t)}`)
    .sort(compare)
    .join('+');

const unknowable = (): Term[] => [{ coefficient: Number.NaN, atoms: [] }];
const isUnknowable = (terms: readonly Term[]): boolean =>
  terms.some((t) => !Number.isFinite(t.coefficient));

/** A sum of products too long to hold is unknowable, which is better than a wrong part of it. */
const bounded = (terms: Term[]): Term[] =>
  terms.length > MAX_TERMS || isUnknowable(terms) || terms.some((t) => t.atoms.length > MAX_ATOMS)
    ? unknowable()
    : terms;

function collect(terms: readonly Term[]): Term[] {
  if (terms.length === 1) return bounded(terms.filter((t) => t.coefficient !== 0));
  const found = new Map<string, Term>();
  for (const t of terms) {
    const key = termKey(t);
    const before = found.get(key);
    found.set(key, {
      coefficient: (before?.coefficient ?? 0) + t.coefficient,
      atoms: before?.atoms ?? t.atoms,
    });
  }
  return bounded([...found.values()].filter((t) => t.coefficient !== 0));
}

/** `without` removed from `atoms` by text, or undefined where one is missing. */
function removeAtoms(
  atoms: readonly (string | DimExpression)[],
  without: readonly (string | DimExpression)[],
): (string | DimExpression)[] | undefined {
  const rest = [...atoms];
  for (const atom of without) {
    const at = rest.findIndex((a) => atomText(a) === atomText(atom));
    if (at < 0) return undefined;
    rest.splice(at, 1);
  }
  return rest;
}

/** `(a//b)*b` is `a`: a view that splits an axis exists only where the sizes divide. */
function cancelQuotients(term: Term): Term[] {
  for (const [i, atom] of term.atoms.entries()) {
    if (typeof atom === 'string') continue;
    const divisor = termsOf(atom.right);
    const only = divisor[0];
    if (divisor.length !== 1 || only === undefined) continue;
    const others = term.atoms.filter((_, j) => j !== i);
    const rest = removeAtoms(others, only.atoms);
    if (rest === undefined || term.coefficient % only.coefficient !== 0) continue;
    const scale: Term = {
      coefficient: term.coefficient / only.coefficient,
      atoms: rest,
    };
    return multiply([scale], termsOf(atom.left));
  }
  return [term];
}

function multiply(a: readonly Term[], b: readonly Term[]): Term[] {
  if (isUnknowable(a) || isUnknowable(b) || a.length * b.length > MAX_TERMS ** 2) {
    return unknowable();
  }
  const product = a.flatMap((x) =>
    b.flatMap((y) =>
      cancelQuotients({
        coefficient: x.coefficient * y.coefficient,
        atoms: [...x.atoms, ...y.atoms],
      }),
    ),
  );
  return collect(product);
}

const greatestDivisor = (a: number, b: number): number =>
  Math.abs(b) > 0 ? greatestDivisor(b, a % b) : Math.abs(a);

/** Two sums without the numbers and atoms that are factors of every term of both. */
function reduceTerms(
  left: readonly Term[],
  right: readonly Term[],
): { readonly left: Term[]; readonly right: Term[]; readonly atoms: boolean } {
  const all = [...left, ...right];
  const number = all.reduce((g, t) => greatestDivisor(g, t.coefficient), 0);
  const common: (string | DimExpression)[] = [];
  for (const atom of all[0]?.atoms ?? []) {
    const tried = [...common, atom];
    if (all.every((t) => removeAtoms(t.atoms, tried) !== undefined)) common.push(atom);
  }
  const reduced = (terms: readonly Term[]): Term[] =>
    terms.map((t) => ({
      coefficient: t.coefficient / number,
      atoms: removeAtoms(t.atoms, common) ?? t.atoms,
    }));
  return { left: reduced(left), right: reduced(right), atoms: common.length > 0 };
}

/** The quotient where it is no quotient any more: a number, or every term divided without remainder. */
function exactQuotient(a: readonly Term[], b: readonly Term[]): Term[] | undefined {
  const divisor = b[0];
  if (b.length !== 1 || divisor === undefined) return undefined;
  if (divisor.atoms.length === 0 && a.every((t) => t.atoms.length === 0)) {
    const value = Math.floor((a[0]?.coefficient ?? 0) / divisor.coefficient);
    return collect([{ coefficient: value, atoms: [] }]);
  }
  const quotients = a.map((t): Term | undefined => {
    const atoms = removeAtoms(t.atoms, divisor.atoms);
    if (atoms === undefined || t.coefficient % divisor.coefficient !== 0) return undefined;
    return { coefficient: t.coefficient / divisor.coefficient, atoms };
  });
  return quotients.every((t) => t !== undefined) ? quotients : undefined;
}

function divide(a: readonly Term[], b: readonly Term[]): Term[] {
  if (isUnknowable(a) || isUnknowable(b)) return unknowable();
  const exact = exactQuotient(a, b);
  if (exact !== undefined) return exact;
  const { left, right } = b.length === 0 ? { left: a, right: b } : reduceTerms(a, b);
  // `n//(2*n)` is `1//2` once the common factor is gone: a number after all.
  const reduced = exactQuotient(left, right);
  if (reduced !== undefined) return reduced;
  const text = `(${termsText(left)}//${termsText(right)})`;
  if (text.length > MAX_TEXT) return unknowable();
  const whole: DimExpression = { operator: '//', left: fromTerms(left), right: fromTerms(right) };
  quotientTexts.set(whole, text);
  return [{ coefficient: 1, atoms: [whole] }];
}

function termsOf(d: Dim): readonly Term[] {
  if (typeof d === 'number')
    return !Number.isFinite(d) ? unknowable() : d === 0 ? [] : [{ coefficient: d, atoms: [] }];
  if (typeof d === 'string') return [{ coefficient: 1, atoms: [d] }];
  return termsOfExpression(d);
}

/** Sizes are asked again and again, and made of one another. */
const knownTerms = new WeakMap<DimExpression, readonly Term[]>();

function termsOfExpression(d: DimExpression): readonly Term[] {
  const known = knownTerms.get(d);
  if (known !== undefined) return known;
  const made = combinedTerms(d);
  knownTerms.set(d, made);
  return made;
}

function combinedTerms(d: DimExpression): Term[] {
  const left = termsOf(d.left);
  const right = termsOf(d.right);
  switch (d.operator) {
    case '+':
      return collect([...left, ...right]);
    case '-':
      return collect([...left, ...right.map((t) => ({ ...t, coefficient: -t.coefficient }))]);
    case '*':
      return multiply(left, right);
    case '//':
      return divide(left, right);
    default:
      return d.operator satisfies never;
  }
}

function termDim(t: Term): Dim {
  let result: Dim | undefined =
    Math.abs(t.coefficient) === 1 && t.atoms.length > 0 ? undefined : Math.abs(t.coefficient);
  for (const atom of t.atoms) {
    result = result === undefined ? atom : { operator: '*', left: result, right: atom };
  }
  return result ?? 1;
}

function fromTerms(terms: readonly Term[]): Dim {
  if (isUnknowable(terms)) return Number.NaN;
  const made = writtenTerms(terms);
  // Terms without quotients read back as they are.
  if (typeof made === 'object' && terms.every((t) => t.atoms.every((a) => typeof a === 'string'))) {
    knownTerms.set(made, inWrittenOrder(terms));
    normal.add(made);
  }
  return made;
}

/** Sizes in normal form, with no quotient in them. */
const normal = new WeakSet<DimExpression>();

/** True where nothing is to be simplified in a size that is an expression. */
export const isNormal = (d: DimExpression): boolean => normal.has(d);

const inWrittenOrder = (terms: readonly Term[]): readonly Term[] =>
  [...terms].sort((a, b) => Number(b.coefficient > 0) - Number(a.coefficient > 0));

function writtenTerms(terms: readonly Term[]): Dim {
  let result: Dim | undefined;
  for (const t of inWrittenOrder(terms)) {
    const part = termDim(t);
    if (result === undefined)
      result =
        t.coefficient > 0
          ? part
          : typeof part === 'number'
            ? -part
            : { operator: '-', left: 0, right: part };
    else
      result = {
        operator: t.coefficient < 0 ? '-' : '+',
        left: result,
        right: part,
      };
  }
  return result ?? 0;
}

/**
 * The normal form: sums of products, constants folded, common factors of quotients cancelled. NaN
 * where the size is too long an expression to hold: nothing is known about such a size.
 */
export const simplifyDim = (d: Dim): Dim =>
  typeof d === 'object' && !isNormal(d) ? fromTerms(termsOf(d)) : d;

/** True where both are the same size for every choice of their symbols. */
export const equalDims = (a: Dim, b: Dim): boolean =>
  typeof a === 'object' || typeof b === 'object' ? sameTerms(termsOf(a), termsOf(b)) : a === b;

const sameTerms = (a: readonly Term[], b: readonly Term[]): boolean =>
  !isUnknowable(a) && !isUnknowable(b) && termsText(a) === termsText(b);

/**
 * Both sides of an equation of sizes without the factors that they share: `4*n = 12` is `n = 3`,
 * `B*C = B*h*s` is `C = h*s`. Sizes are taken to be positive.
 */
export function withoutCommonFactors(a: Dim, b: Dim): readonly [Dim, Dim] {
  const [left, right] = [termsOf(a), termsOf(b)];
  if (left.length === 0 || right.length === 0 || isUnknowable([...left, ...right])) return [a, b];
  const reduced = reduceTerms(left, right);
  const sides = [fromTerms(reduced.left), fromTerms(reduced.right)] as const;
  // n = n*h says h = 1 only where n isn't 0; that is left open.
  return reduced.atoms && sides.some((d) => typeof d === 'number') ? [a, b] : sides;
}

/** True where no whole sizes make both equal: they differ by a number, or `2*n` would be 3. */
export function cannotBeEqual(a: Dim, b: Dim): boolean {
  const terms = termsOf({ operator: '-', left: a, right: b });
  if (isUnknowable(terms)) return false;
  const constant = terms.find((t) => t.atoms.length === 0)?.coefficient ?? 0;
  const rest = terms.filter((t) => t.atoms.length > 0);
  if (rest.length === 0) return constant !== 0;
  const step = rest.reduce((g, t) => greatestDivisor(g, t.coefficient), 0);
  return constant % step !== 0;
}
