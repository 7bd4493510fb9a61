import { remembering } from '../../../program/remember.js';
import { isDimension } from '../conventions.js';
import type { SymbolName } from '../expression.js';
import { isSpoken } from '../vocabulary.js';

/** A letter that can count: `i`, `j'`, `\ell`, `\tau`. */
const letter = String.raw`(?:[a-z]|\\(?:ell|tau|rho|nu|mu|kappa))'*`;

const tokens = new RegExp(letter, 'g');
const onlyTokens = new RegExp(`^(?:${letter})+$`);
const oneToken = new RegExp(`^(?:${letter}|pos|position)$`);
const shift = new RegExp(`^(\\d*)(${letter})([+\\-−]\\d+)?$`);
const difference = new RegExp(`^(${letter})[-−](${letter})$`);

/** Subscripts that are words, short as they are: `K_{enc}`. */
const words = new Set(
  'enc dec src tgt new old out max min avg std var all ctx mem emb rel abs ref img txt vis cur prev next key val raw sim att attn mask self last proj norm true pred'.split(
    ' ',
  ),
);

/** More letters than this on one symbol are a word. */
const maxLetters = 4;

export const isIndexLetter = (name: string): boolean => oneToken.test(name);

/** Plain text of a subscript between its commas, brackets around all of it left out. */
function chunksOf(sub: string): string[] {
  const inner = /^\((.*)\)$/.exec(sub)?.[1] ?? sub;
  const chunks = inner.split(',').filter((c) => c !== '');
  // `Q_{i,:}` is a row of Q.
  return chunks.length > 1 ? chunks.filter((c) => c !== ':') : chunks;
}

/** One row for every place: `1i`, `4j`. With a 2 it may be every second place, `2i`. */
const rowOf = /^([13-9])([a-z])$/;

/** `1` of `\alpha_{1,i}`, `cat` of `\alpha_{cat,w}`: beside a comma, letters in a row are a word. */
const isFixed = (chunk: string): boolean =>
  /^(?:\d+|[A-Za-z]{3,14})$/.test(chunk) && !oneToken.test(chunk) && !words.has(chunk);

/**
 * Numbers and tokens' words among the places of a subscript, which pick one row or column: `1,·` of
 * `\alpha_{1,i}`.
 */
export function fixedPlaces(sub: string | undefined): string | undefined {
  if (sub === undefined || !/\d|,/.test(sub)) return undefined;
  const chunks = chunksOf(sub);
  const [, row] = rowOf.exec(sub) ?? [];
  if (row !== undefined) return `${row},·`;
  const fixed = chunks.some(isFixed) && chunks.some((c) => oneToken.test(c));
  return fixed ? chunks.map((c) => (isFixed(c) ? c : '·')).join(',') : undefined;
}

/**
 * `i`, `j` for `ij`, `i,j` and `(i, j)`, `i` for `1,i`; empty where the subscript says anything
 * else.
 */
export const lettersOf = (sub: string | undefined): readonly string[] =>
  sub === undefined ? noLetters : readLetters(sub);

const noLetters: readonly string[] = [];
const readLetters = remembering(10_000, findLetters);

function findLetters(sub: string): readonly string[] {
  const letters: string[] = [];
  const picks = fixedPlaces(sub) !== undefined;
  for (const chunk of chunksOf(sub)) {
    if (words.has(chunk)) return [];
    const [, , inRow] = rowOf.exec(chunk) ?? [];
    if (picks && isFixed(chunk)) continue;
    if (oneToken.test(chunk)) letters.push(chunk);
    else if (inRow !== undefined && picks) letters.push(inRow);
    else if (onlyTokens.test(chunk) && !isSpoken(chunk))
      letters.push(...(chunk.match(tokens) ?? []));
    else return [];
  }
  return letters.length <= maxLetters ? letters : [];
}

/** One place of a subscript: `2i+1` is every second element from the second on. */
export interface Place {
  readonly letter: string;
  /** How far the element moves as the letter counts on. */
  readonly step: number;
  readonly offset: number;
  /** Counted backwards: `j` of `i-j`. */
  readonly minus?: string;
}

/** The places of a subscript that says more than letters: `i-1`, `2i`, `(pos,2i+1)`, `i-j`. */
export function placesOf(sub: string | undefined): readonly Place[] | undefined {
  if (sub === undefined) return undefined;
  if (!known.has(sub)) {
    if (known.size >= maxKnown) known.clear();
    known.set(sub, readPlaces(sub));
  }
  return known.get(sub);
}

const known = new Map<string, readonly Place[] | undefined>();

/** Subscripts kept ready; a document has few different ones. */
const maxKnown = 2000;

function readPlaces(sub: string): readonly Place[] | undefined {
  const places: Place[] = [];
  for (const chunk of chunksOf(sub)) {
    const [, step, name, offset] = shift.exec(chunk) ?? [];
    const [, from, minus] = difference.exec(chunk) ?? [];
    if (oneToken.test(chunk)) places.push({ letter: chunk, step: 1, offset: 0 });
    else if (from !== undefined && minus !== undefined) {
      places.push({ letter: from, step: 1, offset: 0, minus });
    } else if (name !== undefined && (step !== '' || offset !== undefined)) {
      const by = offset === undefined ? 0 : Number(offset.replace('−', '-'));
      places.push({ letter: name, step: step === '' ? 1 : Number(step), offset: by });
    } else if (onlyTokens.test(chunk)) {
      for (const l of chunk.match(tokens) ?? []) places.push({ letter: l, step: 1, offset: 0 });
    } else return undefined;
  }
  return places.length === 0 || places.length > maxLetters ? undefined : places;
}

/** Letters of a symbol's subscript if all of them index; else none. */
export function indexOf(s: SymbolName, letters: ReadonlySet<string>): readonly string[] {
  if (isDimension(s)) return [];
  const own = lettersOf(s.sub);
  return own.every((l) => letters.has(l)) ? own : [];
}
