import { hasLetter } from '../../program/letters.js';
import type { Span } from '../../program/span.js';
import { functionRule } from './functions.js';
import type { Node, NodeOf } from './nodes.js';
import { isNoun, isProseWord, looksLikeWord } from './vocabulary.js';

/** Letters that usually each stand for a matrix; a run of them is a product even before `(`. */
const matrixLetters = /^[QKVXWAHOYZU]+$/;

/** How the letters stand: with a script after them, with `(` after them, alone between spaces. */
interface Setting {
  readonly scripted: boolean;
  readonly applied: boolean;
  readonly spaced: boolean;
}

const isKnown = (run: string): boolean => functionRule(run) !== undefined || isNoun(run);

/** `deqScale`: two words of a program; `\sinTheta` is a function's. */
const isCamelCase = (run: string): boolean => {
  const [, word = ''] = /^([a-z]{3,})[A-Z][a-z]{2,}$/.exec(run) ?? [];
  return word !== '' && functionRule(word) === undefined;
};

/** True where a run of letters is one name rather than a product of letters. */
function isOneName(run: string, { applied, spaced }: Setting): boolean {
  if (run.length < 2) return false;
  if (run.toLowerCase() === 'sa') return run === 'SA' && applied;
  if (isKnown(run)) return run.length > 2 || applied || /^[A-Z]+$/.test(run);
  if (spaced && isProseWord(run)) return true;
  if (applied && run.length >= 3 && !matrixLetters.test(run)) return true;
  if (run.length < 4) return /^[A-Z][a-z]{2}$/.test(run);
  return looksLikeWord(run) || isCamelCase(run);
}

/** `logp(x)`, `lnP`: a logarithm typed close to the chance that it is of. */
const logOfChance = /^(log|ln)([pPqQ]|Pr)$/;

/** Cuts a run of letters into names and single letters. */
export function segment(run: string, setting: Setting): string[] {
  const [, logarithm, chance] = logOfChance.exec(run) ?? [];
  if (logarithm !== undefined && chance !== undefined && (setting.applied || setting.scripted))
    return [logarithm, chance];
  if (isKnown(run) && isOneName(run, setting)) return [run];
  // A known function at the end of a run (`Vsoftmax(`), or a known name with a script (`Whead_i`).
  if (setting.applied || setting.scripted) {
    const cut = /^(?:[A-Z]{1,2}|[a-z])(?=[A-Za-z]{3})/.exec(run)?.[0] ?? '';
    for (let k = 1; k <= cut.length; k++) {
      const rest = run.slice(k);
      if (isKnown(rest)) return [...run.slice(0, k), rest];
    }
  }
  return isOneName(run, setting) ? [run] : [...run];
}

const asciiLetter = /^[A-Za-z]$/;
const isOtherLetter = (char: string): boolean => !asciiLetter.test(char) && hasLetter(char);

const letterOf = (node: Node | undefined): string | undefined => {
  if (node?.kind === 'letter' && !node.text.startsWith('\\')) return node.text;
  return undefined;
};

const cover = (a: Span, b: Span): Span => ({
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});

interface Letter {
  readonly text: string;
  readonly node: Node;
}

/**
 * Joins bare letters that are one name into one `text` node: `softmax`, `head_i`,
 * `attention\_weight`, `W1`, `Attention Weights`.
 */
export function joinWords(nodes: readonly Node[]): Node[] {
  const out: Node[] = [];
  for (let i = 0; i < nodes.length;) {
    const first = nodes[i];
    if (
      first !== undefined &&
      letterOf(first.kind === 'scripts' ? first.base : first) === undefined
    ) {
      out.push(first);
      i++;
      continue;
    }
    const apart = spacedName(nodes, i);
    if (apart !== undefined) {
      out.push(merged(apart, apart.map((l) => l.text).join('')));
      i += apart.length;
      continue;
    }
    const run = readRun(nodes, i);
    if (run.letters.length < 2) {
      const node = nodes[i];
      if (node !== undefined) out.push(node);
      i++;
      continue;
    }
    i += run.letters.length;
    const last = run.letters.at(-1)?.node;
    const next = nodes[i];
    const setting: Setting = {
      scripted: last?.kind === 'scripts',
      applied: next?.kind === 'delimited',
      spaced: next === undefined || !next.glued,
    };
    for (const node of named(run.letters, setting)) out.push(node);
  }
  return joinPhrases(joinNames(out));
}

/** Letters of the longest name that is read with a space after each. */
const maxSpaced = 20;

/** Functions that a letter-spaced name may be of although no rule says what they compute. */
const spacedFunctions = /^(?:RMS|RMSE|MLP|FFN|PE)$/;

/** `P E _ { ( p o s , 2 i ) }`: names of so few letters that only these are believed. */
const spacedPlaces = /^(?:PE|pos)$/;

/** `s o f t m a x`, `R M S (a)`: a known name typed with a space between all its letters. */
function spacedName(nodes: readonly Node[], from: number): Letter[] | undefined {
  if (nodes[from + 1]?.glued !== false) return undefined;
  const letters: Letter[] = [];
  for (let k = from; k < nodes.length && letters.length < maxSpaced; k++) {
    const node = nodes[k];
    if (node === undefined || (k > from && node.glued)) break;
    const text = letterOf(node.kind === 'scripts' ? node.base : node);
    if (text === undefined || !asciiLetter.test(text)) break;
    letters.push({ text, node });
    if (node.kind === 'scripts') break;
  }
  for (let length = letters.length; length >= 2; length--) {
    const part = letters.slice(0, length);
    const name = part.map((l) => l.text).join('');
    if (spacedPlaces.test(name)) return part;
    if (length < 3) break;
    const applied = nodes[from + length]?.kind === 'delimited';
    // Three letters may be a product: `Q K V`, `m a x`.
    const known = length > 3 ? isKnown(name) : applied && functionRule(name) !== undefined;
    if (known || (applied && spacedFunctions.test(name))) return part;
  }
  return undefined;
}

/** Letters standing side by side, the last perhaps with scripts; `\_` and digits count inside. */
function readRun(nodes: readonly Node[], from: number): { letters: Letter[] } {
  const letters: Letter[] = [];
  for (let k = from; k < nodes.length; k++) {
    const node = nodes[k];
    if (node === undefined || (k > from && !node.glued)) break;
    const base = node.kind === 'scripts' ? node.base : node;
    let text = letterOf(base);
    if (text === undefined && k > from && node.kind === 'symbol' && node.text === '\\_') text = '_';
    if (text === undefined && k > from && base?.kind === 'number' && /^\d{1,3}$/.test(base.text)) {
      text = base.text;
    }
    if (text === undefined) break;
    letters.push({ text, node });
    if (node.kind === 'scripts') break;
  }
  return { letters };
}

function named(letters: readonly Letter[], setting: Setting): Node[] {
  const run = letters.map((l) => l.text).join('');
  if (run.includes('_') && /^\p{L}+(?:_\p{L}*)*\d*$/u.test(run)) return [merged(letters, run)];
  if ([...run].every((c) => isOtherLetter(c))) return [merged(letters, run)];
  const out: Node[] = [];
  let at = 0;
  for (const piece of pieces(run, setting)) {
    const part = letters.slice(at, at + countOf(letters, at, piece));
    at += part.length;
    const only = part[0];
    if (part.length === 1 && only !== undefined) out.push(only.node);
    else out.push(merged(part, piece));
  }
  return out;
}

/** How many letters from `at` spell `piece`. */
function countOf(letters: readonly Letter[], at: number, piece: string): number {
  let length = 0;
  let count = 0;
  while (length < piece.length && at + count < letters.length) {
    length += letters[at + count]?.text.length ?? 1;
    count++;
  }
  return Math.max(count, 1);
}

/** Letters by words; digits stay with the letter before them. */
function pieces(run: string, setting: Setting): string[] {
  const out: string[] = [];
  const blocks = [...run.matchAll(/([^\d]+)(\d*)/g)];
  for (const [index, block] of blocks.entries()) {
    const last = index === blocks.length - 1;
    const digits = block[2] ?? '';
    const scripted = digits !== '' || (last ? setting.scripted : false);
    const here: Setting =
      last && digits === '' ? setting : { scripted, applied: false, spaced: false };
    const parts = segment(block[1] ?? '', here);
    for (const [k, part] of parts.entries()) {
      out.push(k === parts.length - 1 ? part + digits : part);
    }
  }
  return out;
}

function merged(letters: readonly Letter[], text: string): Node {
  const first = letters[0]?.node;
  const last = letters.at(-1)?.node;
  if (first === undefined || last === undefined) throw new Error('a run has letters');
  const scripted = last.kind === 'scripts' ? last : undefined;
  const end = scripted?.base ?? last;
  const span = cover(first.span, end.span);
  const word: NodeOf<'text'> = { kind: 'text', text, style: 'run', span, glued: first.glued };
  if (scripted === undefined) return word;
  return { ...scripted, base: word, span: cover(first.span, scripted.span), glued: first.glued };
}

/** `soft\max`, `\arg\max`, `\text{Layer}\text{Norm}`: pieces of one known name. */
function joinNames(nodes: readonly Node[]): Node[] {
  const out: Node[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    const next = nodes[i + 1];
    if (node === undefined) break;
    const tail = next?.kind === 'scripts' ? next.base : next;
    const known =
      node.kind === 'text' &&
      tail?.kind === 'text' &&
      tail.style === 'name' &&
      functionRule(node.text + tail.text) !== undefined &&
      !isNoun(node.text);
    if (!known || next === undefined) {
      out.push(node);
      continue;
    }
    const { glued } = node;
    const span = cover(node.span, tail.span);
    const word: NodeOf<'text'> = { ...tail, text: node.text + tail.text, span, glued };
    out.push(
      next.kind === 'scripts' ? { ...next, base: word, span: cover(span, next.span), glued } : word,
    );
    i++;
  }
  return out;
}

const isPhraseWord = (node: Node | undefined): node is NodeOf<'text'> =>
  node?.kind === 'text' &&
  node.style === 'run' &&
  node.text.length > 1 &&
  !isProseWord(node.text) &&
  !/\d$/.test(node.text) &&
  asciiLetter.test(node.text[0] ?? '');

/** `Attention Weights` and `Multi-Head` typed as bare words are one name. */
function joinPhrases(nodes: readonly Node[]): Node[] {
  const out: Node[] = [];
  for (let i = 0; i < nodes.length; i++) {
    let node = nodes[i];
    if (node === undefined) break;
    while (isPhraseWord(node)) {
      const next: Node | undefined = nodes[i + 1];
      const hyphen = next?.kind === 'symbol' && next.text === '-' && next.glued;
      const other: Node | undefined = hyphen ? nodes[i + 2] : next;
      const base: Node | undefined = other?.kind === 'scripts' ? other.base : other;
      if (other === undefined || (hyphen && !other.glued)) break;
      if (!isPhraseWord(base) || node.text.length > 60) break;
      const text: string = `${node.text}${hyphen ? '-' : ' '}${base.text}`;
      const lone = functionRule(node.text) !== undefined && !isNoun(node.text);
      if (hyphen ? !isKnown(text) && !(isNoun(node.text) && isNoun(base.text)) : lone) break;
      const nextIsCall = nodes[i + (hyphen ? 3 : 2)]?.kind === 'delimited';
      if (!hyphen && nextIsCall && functionRule(text) === undefined && !/^[A-Z]/.test(base.text))
        break;
      const word: NodeOf<'text'> = { ...node, text, span: cover(node.span, base.span) };
      i += hyphen ? 2 : 1;
      if (other.kind === 'scripts') {
        out.push({ ...other, base: word, span: cover(node.span, other.span), glued: node.glued });
        node = undefined;
        break;
      }
      node = word;
    }
    if (node !== undefined) out.push(node);
  }
  return out;
}
