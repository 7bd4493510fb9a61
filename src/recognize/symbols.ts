import { remembering } from '../program/remember.js';
import { nameParts } from './names.js';
import type { Role } from './roles.js';
import { symbolTable, type SymbolKey } from './symbolTable.js';

export type { SymbolKey } from './symbolTable.js';

interface SymbolMeaning {
  readonly key: SymbolKey;
  readonly role: Role | undefined;
}

/**
 * What the field means by a name. `scalar` tells sizes and counts (`h`, `n`, `d_k`) from tensors
 * of the same letter; undefined takes either.
 */
export function symbolMeaning(name: string, scalar?: boolean): SymbolMeaning | undefined {
  return scalar === undefined ? ofEither(name) : scalar ? ofScalar(name) : ofTensor(name);
}

function findMeaning(name: string, scalar: boolean | undefined): SymbolMeaning | undefined {
  const parts = nameParts(name);
  const oneLetter = parts.base.length === 1 && parts.base.toLowerCase() !== 'd';
  const found = symbolTable.find(
    (e) =>
      (scalar === undefined ? !(e.scalar === true && oneLetter) : e.scalar !== !scalar) &&
      e.is(parts),
  );
  return found === undefined ? undefined : { key: found.key, role: found.role };
}

/** Names are few, and each is asked about many times. */
const maxKnown = 10_000;
const ofEither = remembering(maxKnown, (name) => findMeaning(name, undefined));
const ofScalar = remembering(maxKnown, (name) => findMeaning(name, true));
const ofTensor = remembering(maxKnown, (name) => findMeaning(name, false));

/** True for a weight that each head has its own of: `W_i^Q`, `W_{Q}^{(1)}`. */
export function isPerHead(name: string): boolean {
  const { base, marks } = nameParts(name);
  return (
    /^[Ww]$/.test(base) &&
    marks.some((m) => /[QKVqkv]/.test(m)) &&
    (marks.some((m) => /^([ijh]|\d+)$/.test(m)) ||
      marks.some((m) => /^([ijh\d],?[QKV]|[QKV],?[ijh\d])$/.test(m)))
  );
}
