const raised = /[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀᴷᵠⱽᴼᴴᴺᵈᵏᵗʰʲˡᵐ]+/y;
const lowered = /[₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+/y;
const command = /\\[A-Za-z]+|\\[^]/y;
const word = /[A-Za-z]{2,}(?:\\_[A-Za-z0-9]+)*/y;
const subscript = /_([A-Za-z]{2,})/y;
const radicand = /[A-Za-zα-ω\d]+(?:_\{[^{}]*\}|_[A-Za-z0-9]+|[₀-₉ₐ-ₜᵢⱼ]+)?/y;

/** `QK`, `xW`: letters of matrices side by side stay letters. */
const isProduct = (text: string): boolean => /^(?=.*[A-Z])[QKVXWHAUxqkvwhzm]{2,3}$/.test(text);

/** The bracket that closes the one at `open`, or −1. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

/**
 * TeX that typesets a formula written as plain text: names of several letters upright, roots over
 * what stands under them, scripts in Unicode as scripts. Commands in it stay as they are.
 */
export function typesetPlain(text: string, depth = 0): string {
  if (depth > 20) return text;
  const out: string[] = [];
  let i = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = i;
    return pattern.exec(text);
  };
  while (i < text.length) {
    const known = match(command);
    const upper = match(raised);
    const lower = match(lowered);
    const index = match(subscript);
    const name = match(word);
    if (known !== null) {
      out.push(known[0]);
      i += known[0].length;
    } else if (upper !== null || lower !== null) {
      const script = (upper ?? lower)?.[0] ?? '';
      out.push(`${upper === null ? '_' : '^'}{${script.normalize('NFKC').replaceAll('−', '-')}}`);
      i += script.length;
    } else if (index !== null) {
      out.push(`_{\\mathrm{${index[1] ?? ''}}}`);
      i += index[0].length;
    } else if (name !== null) {
      out.push(isProduct(name[0]) ? name[0] : `\\mathrm{${name[0]}}`);
      i += name[0].length;
    } else if (text[i] === '√') {
      i += 1;
      const close = text[i] === '(' ? closing(text, i) : -1;
      const under = close < 0 ? (match(radicand)?.[0] ?? '') : text.slice(i + 1, close);
      out.push(under === '' ? '\\surd ' : `\\sqrt{${typesetPlain(under, depth + 1)}}`);
      i = close < 0 ? i + under.length : close + 1;
    } else {
      out.push(text[i] === '*' ? '\\cdot ' : text[i] === '·' ? '\\cdot ' : (text[i] ?? ''));
      i += 1;
    }
  }
  return out.join('');
}
