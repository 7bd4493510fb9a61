import { isCommonFunction, isFieldName, isMeanOf, isStrongFunction } from './functions.js';
import { isWideName } from './wideNames.js';
import { follows, gluedKindAt, isApplied, isOperator, isPole, lastBefore } from './factors.js';
import { none, type Evidence } from './evidence.js';
import { bareFunctionAt, closingBrace, keywordEnd, placesEnd } from './looks.js';
import { isLetterProduct, type PlainToken } from './tokens.js';

export interface Parsed {
  /** Index after the last token. */
  readonly next: number;
  readonly evidence: Evidence;
}

/** Brackets inside one another that are followed. */
const MAX_DEPTH = 24;

const pairs: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '（': '）',
  '［': '］',
};

/**
 * Reads the longest formula that begins at a token: sums and products of symbols, numbers and
 * applied functions, with relations between them. Undefined where there is none.
 */
export function parsePlain(tokens: readonly PlainToken[], from: number): Parsed | undefined {
  const e = none();
  const token = (i: number): PlainToken | undefined => tokens[i];

  /** After `^` or `_`: an atom or a group. */
  function script(i: number, depth: number): number | undefined {
    const t = token(i);
    if (t === undefined || !t.glued) return undefined;
    switch (t.kind) {
      case 'open':
        return group(i, depth, true);
      case 'symbol':
      case 'word':
      case 'number':
      case 'command':
        return i + 1;
      case 'operator':
        // `e^-x`, `d^−0.5`
        return t.text === '*'
          ? i + 1
          : /^[-−]$/.test(t.text) && /^(?:number|symbol)$/.test(gluedKind(i + 1))
            ? scripted(i + 2, depth)
            : undefined;
      default:
        // `x_<t`: all before t.
        if (/^[<≤]$/.test(t.text) && gluedKind(i + 1) === 'symbol') return i + 2;
        return t.text === '⊤' || t.text === "'" ? i + 1 : undefined;
    }
  }

  const gluedKind = (i: number): string => gluedKindAt(tokens, i);

  function scripted(i: number, depth: number): number | undefined {
    let at = i;
    for (;;) {
      const t = token(at);
      if (t === undefined || !t.glued) return at;
      if (t.kind === 'scripts') {
        if (t.text.startsWith('.')) e.transposes += 1;
        else e.marks += 1;
        at += 1;
      } else if (t.kind === 'script') {
        const next = script(at + 1, depth);
        if (next === undefined) return undefined;
        e.marks += 1;
        at = next;
      } else if (t.text === "'" && !/^(?:symbol|word)$/.test(gluedKind(at + 1))) at += 1;
      else if (isPole(tokens, at)) at += 1;
      else return at;
    }
  }

  /** Functions of the field in whose brackets the reader is. */
  let strongCalls = 0;

  /** Brackets that are none, by their place: `f(` is tried as a call and then as a product. */
  const unread = new Set<number>();

  /** A bracket with expressions between commas; `loose` allows relations (bounds of a sum). */
  function group(i: number, depth: number, loose = false): number | undefined {
    const key = loose ? -i - 1 : i;
    if (unread.has(key)) return undefined;
    const end = inBrackets(i, depth, loose);
    if (end === undefined) unread.add(key);
    return end;
  }

  function inBrackets(i: number, depth: number, loose: boolean): number | undefined {
    const open = token(i);
    const closer = pairs[open?.text ?? ''];
    if (closer === undefined || depth > MAX_DEPTH) return undefined;
    let at = i + 1;
    // `x_{<t}`: all before t.
    if (open?.text === '{' && /^[<≤>≥]$/.test(token(at)?.text ?? '')) at += 1;
    for (;;) {
      if (token(at)?.kind === 'dots') {
        at += 1;
        // `[h_1; … h_n]`
        if (/^(?:symbol|word)$/.test(token(at)?.kind ?? '')) continue;
      } else {
        const next = loose ? bound(at, depth + 1) : sum(at, depth + 1);
        if (next === undefined) return undefined;
        at = next;
      }
      // `k=1..K`
      if (loose && token(at)?.text === '.' && token(at + 1)?.text === '.') {
        const upper = sum(at + 2, depth + 1);
        if (upper === undefined) return undefined;
        at = upper;
      }
      const t = token(at);
      if (t?.kind === 'close') return t.text === closer ? at + 1 : undefined;
      const isSeparator =
        t?.kind === 'comma' || t?.text === ';' || (t?.kind === 'bar' && open?.text !== '{');
      if (!isSeparator) return undefined;
      if (t.text === ';') e.marks += 1;
      at += 1;
      if (t.kind === 'bar' && gluedKind(at) === 'bar') at += 1;
      while (token(at)?.text === '.' && token(at + 1)?.text === '.')
        at += token(at + 2)?.text === '.' ? 3 : 2;
      if (token(at)?.kind === 'comma') at += 1;
      const last = keywordEnd(tokens, at);
      if (last !== undefined && takesAxis(token(i - 1)?.text ?? '')) return last;
    }
  }

  /** Functions with an axis among their arguments; beside those of the field, sums have one too. */
  const takesAxis = (name: string): boolean =>
    isStrongFunction(name) || (e.strong > 0 && /^(?:sum|mean|max)$/.test(name));

  /** `s≤t`, `j ≠ i`, `j=1`: what a sum runs over. */
  function bound(i: number, depth: number): number | undefined {
    const at = relation(i, depth);
    return at !== undefined && /^[<>≤≥≠]$/.test(token(at)?.text ?? '') ? sum(at + 1, depth) : at;
  }

  function command(i: number, depth: number): number | undefined {
    let at = i + 1;
    e.marks += 2;
    // Arguments in braces, and the bracket that follows \left.
    while (token(at)?.text === '{' && token(at)?.glued === true) {
      const close = closingBrace(tokens, at);
      if (close === undefined) return undefined;
      at = close + 1;
    }
    return scripted(at, depth);
  }

  function atom(i: number, depth: number): number | undefined {
    const t = token(i);
    if (t === undefined || depth > MAX_DEPTH) return undefined;
    switch (t.kind) {
      case 'number':
        e.numbers += 1;
        if (/[.]/.test(t.text)) e.points += 1;
        return scripted(i + 1, depth);
      case 'symbol':
      case 'word': {
        if (t.kind === 'symbol') e.symbols += 1;
        if (isLetterProduct(t.text)) e.operators += 1;
        if (/[^\x20-\x7e]/.test(t.text) && !isWideName(t.text)) e.marks += 1;
        const named = scripted(i + 1, depth);
        const after = named === undefined ? undefined : placesEnd(tokens, named);
        if (after === undefined) return undefined;
        const isCall = isApplied(tokens, t, after);
        if (bareFunctionAt(tokens, i)) {
          e.common += 1;
          e.calls += 1;
          return atom(after, depth + 1);
        }
        if (!isCall) {
          if (t.kind === 'word') e[isFieldName(t.text) ? 'names' : 'words'] += 1;
          return after;
        }
        const before = snapshot();
        const isStrong = isStrongFunction(t.text);
        strongCalls += isStrong ? 1 : 0;
        const close = group(after, depth, /^[PEp]$/.test(t.text));
        strongCalls -= isStrong ? 1 : 0;
        // A remark in brackets, or code: what stands right after tells them apart.
        if (close === undefined) return restore(before, after);
        e.calls += 1;
        if (isStrong) e.strong += 1;
        else if (isCommonFunction(t.text) || isMeanOf(t.text)) e.common += 1;
        else if (t.kind === 'word') e.words += 1;
        return scripted(close, depth);
      }
      case 'kanji':
        // `softmax(スコア)`; elsewhere it is the text around a formula.
        return strongCalls > 0 ? i + 1 : undefined;
      case 'root': {
        e.marks += 2;
        return atom(i + 1, depth + 1);
      }
      case 'sum': {
        e.marks += 2;
        const after = scripted(i + 1, depth);
        return after === undefined ? undefined : product(after, depth + 1);
      }
      case 'command':
        return command(i, depth);
      case 'open': {
        const close = t.text === '{' ? undefined : group(i, depth);
        return close === undefined ? undefined : scripted(close, depth);
      }
      case 'bar': {
        // `|x|`, `||x||`
        const bars = gluedKind(i + 1) === 'bar' ? 2 : 1;
        const inner = sum(i + bars, depth + 1);
        if (inner === undefined || token(i + bars)?.glued !== true) return undefined;
        for (let k = inner; k < inner + bars; k++) {
          if (gluedKind(k) !== 'bar' || token(k)?.text !== t.text) return undefined;
        }
        e.marks += 1;
        return scripted(inner + bars, depth);
      }
      case 'dots': {
        // `a + … + b`
        const isBetween = token(i - 1)?.kind === 'operator' && token(i + 1)?.kind === 'operator';
        return isBetween ? i + 1 : undefined;
      }
      default:
        return undefined;
    }
  }

  /** `γ (x - μ)` multiplies, `γ (0.9)` says what γ is, `token₁ (loves)` which. */
  function isRemark(i: number, last: PlainToken | undefined, before: Evidence): boolean {
    if (token(i)?.kind !== 'open' || token(i)?.glued !== false) return false;
    const isOperated = e.operators > before.operators;
    if (last?.kind === 'scripts') return e.words > before.words && !isOperated;
    if (last?.kind !== 'symbol' && last?.kind !== 'close') return false;
    const isWordy = last.kind === 'close' && e.words > before.words;
    return !isOperated || isWordy || e.symbols === before.symbols;
  }

  function product(i: number, depth: number): number | undefined {
    let at = atom(i, depth);
    while (at !== undefined) {
      const t = token(at);
      if (
        t !== undefined &&
        /^(?:[*×·⋅∙・/÷／⊙⊗∘@.x]|[a-z_]{3,})$/.test(t.text) &&
        t.kind === 'operator' &&
        isOperator(tokens, at)
      ) {
        const before = snapshot();
        count(at);
        const next = signed(at + 1, depth);
        if (next === undefined) return restore(before, at);
        at = next;
      } else if (follows(tokens, at, e.relations)) {
        const before = snapshot();
        const next = atom(at, depth);
        if (next === undefined || isRemark(at, lastBefore(tokens, at), before))
          return restore(before, at);
        e.operators += token(at)?.kind === 'word' ? 0 : 1;
        at = next;
      } else return at;
    }
    return undefined;
  }

  const signed = (i: number, depth: number): number | undefined => {
    const t = token(i);
    const isSign =
      t?.kind === 'operator' && /^[-−－]$/.test(t.text) && token(i + 1)?.glued === true;
    return atom(isSign ? i + 1 : i, depth);
  };

  function sum(i: number, depth: number): number | undefined {
    const t = token(i);
    const isSign =
      t?.kind === 'operator' && /^[-+−－±]$/.test(t.text) && token(i + 1)?.glued === true;
    let at = product(isSign ? i + 1 : i, depth);
    while (at !== undefined) {
      const op = token(at);
      if (op === undefined || !/^[-+−–⊕＋－∈]$/.test(op.text) || !isOperator(tokens, at)) return at;
      const before = snapshot();
      count(at);
      const next = product(at + 1, depth);
      if (next === undefined) return restore(before, at);
      at = next;
    }
    return undefined;
  }

  function relation(i: number, depth: number): number | undefined {
    let at = sum(i, depth);
    while (at !== undefined && token(at)?.kind === 'relation') {
      if (isArrow(at, i)) return at;
      const before = snapshot();
      e.relations += 1;
      const next = sum(at + 1, depth);
      const said = next !== undefined && (isFunctionName(at + 1, next) || isKind(at + 1, next));
      if (next === undefined || said || isMeaningOf(i, at, next)) return restore(before, at);
      at = next;
    }
    return at;
  }

  /** `Y = f(x) ← a remark`, `Q = XW → 5 × 64`: an arrow that relates nothing. */
  function isArrow(i: number, from: number): boolean {
    switch (token(i)?.text) {
      case '←':
        return e.relations > 0 || i - from > 2 || e.symbols + e.words + e.names !== 1;
      case '→':
      case '⇒':
        // `2×2 → 3×3`: sizes that become others.
        return (
          e.symbols + e.words + e.names > 0 ||
          e.operators + e.calls === 0 ||
          (e.points === 0 && !/[.[]/.test(token(i + 1)?.text ?? ''))
        );
      default:
        return false;
    }
  }

  /** `… = scalar`: what kind of a thing came out. */
  const isKind = (i: number, next: number): boolean =>
    e.relations > 1 &&
    next === i + 1 &&
    token(i)?.kind === 'word' &&
    !isFieldName(token(i)?.text ?? '') &&
    /^[a-z]+$/.test(token(i)?.text ?? '');

  /** `H ∈ ℝ^{n×d} = activations`: a shape, and what it is of. */
  const isMeaningOf = (i: number, at: number, next: number): boolean =>
    next === at + 2 &&
    /^[a-z]{4,}$/.test(token(at + 1)?.text ?? '') &&
    tokens.slice(i, at).some((t) => t.text === '∈');

  /** `= sum` of a sentence. */
  const isFunctionName = (i: number, next: number): boolean =>
    next === i + 1 &&
    token(i)?.kind === 'word' &&
    (isCommonFunction(token(i)?.text ?? '') || isStrongFunction(token(i)?.text ?? ''));

  function count(i: number): void {
    e.operators += 1;
    const op = token(i);
    if (op?.glued === true && token(i + 1)?.glued === true) e.tightOperators += 1;
    if (/[^\x20-\x7e]/.test(op?.text ?? '')) e.marks += 1;
  }
  const snapshot = (): Evidence => ({ ...e });
  function restore(before: Evidence, at: number): number {
    Object.assign(e, before);
    return at;
  }

  const next = relation(from, 0);
  return next === undefined ? undefined : { next, evidence: e };
}
