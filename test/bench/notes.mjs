/**
 * Notes as people write them: prose in English and Japanese, lists, tables, prices, code, and four
 * formulas a kilobyte. Seeded: the same note for the same size.
 */
import { codeBlocks, formulaShapes, sentences } from './noteTexts.mjs';
import { uniform } from './inputs.mjs';

/** Spellings that a slot of a formula's shape stands for. */
const spellings = {
  softmax: ['\\text{softmax}', '\\mathrm{softmax}', '\\operatorname{softmax}', '\\mathrm{Softmax}'],
  T: ['^T', '^\\top', '^\\mathsf{T}', '^{\\top}', '^{\\mathrm{T}}', '^\\intercal'],
  Q: ['Q', '\\mathbf{Q}', 'Q_h', 'Q_1', 'Q^{(2)}', '\\mathcal{Q}'],
  K: ['K', '\\mathbf{K}', 'K_h', 'K_1', 'K^{(2)}', '\\mathcal{K}'],
  V: ['V', '\\mathbf{V}', 'V_h', 'V_1', 'V^{(2)}', '\\mathcal{V}'],
  X: ['X', '\\mathbf{X}', 'H', 'Z', 'X^{(l)}', 'H_{l-1}'],
  W: ['W', 'U', '\\mathbf{W}', 'W_{1}', 'W_o', 'M'],
  x: ['x', 'h', 'z', 'u', '\\mathbf{x}', 'x_t'],
  A: ['A', 'S', 'P', 'E', '\\mathbf{A}', 'A^{(1)}'],
  out: ['O', 'Y', 'C', 'R', '\\mathbf{O}', 'O_h'],
  a: ['\\alpha', 'a', '\\beta', 'w', '\\pi', 'p'],
  i: ['i', 't', 'r', 's'],
  j: ['j', 'm', 'k', 'n'],
  l: ['l', 'c', 'g', 'b'],
  dk: ['d_k', 'd', 'd_h', 'd_{head}', 'd_{\\text{head}}', 'D'],
};

const pick = (list, next) => list[Math.floor(next() * list.length)];

/** One formula; the numbers and names in it vary from one to the next. */
function writeFormula(shape, next) {
  const number = (low, high, digits) => (low + next() * (high - low)).toFixed(digits);
  const chosen = new Map();
  return shape.replaceAll(/<(\w+)>/g, (whole, slot) => {
    if (slot === 'num') return number(-2, 2, 1);
    if (slot === 'pos') return number(0.1, 9, 2);
    if (slot === 'int') return String(1 + Math.floor(next() * 512));
    const list = spellings[slot];
    if (list === undefined) throw new Error(`no spellings of ${whole}`);
    if (!chosen.has(slot)) chosen.set(slot, pick(list, next));
    return chosen.get(slot);
  });
}

const asInline = (formula) => `$${formula}$`;
const asBlock = (formula) => `\n$$\n${formula}\n$$\n`;

/** The places a formula stands in. */
const places = [
  (f, say) => `${say()} ${asInline(f)} ${say()}`,
  (f, say) => `${say()} ${asInline(f)}. ${say()}`,
  (f, say) => `${say()}\n${asBlock(f)}\n${say()}`,
  (f, say) => `- ${say()} ${asInline(f)}\n- ${say()}`,
  (f, say) => `> ${say()}\n> $$${f}$$\n> ${say()}`,
  (f, say) => `| ${say()} | ${asInline(f)} |\n| --- | --- |\n| ${say()} | 1 |`,
];

/**
 * A note of about `bytes` bytes of UTF-8. `distinct`: how many different formulas occur; without it
 * hardly two are alike.
 */
export function makeNote(bytes, { distinct, seed = 1 } = {}) {
  const signed = uniform(seed);
  const next = () => (signed() + 1) / 2;
  const say = () => pick(sentences, next);
  const fresh = () => writeFormula(pick(formulaShapes, next), next);
  const known = distinct === undefined ? undefined : Array.from({ length: distinct }, fresh);
  const parts = [];
  let written = 0;
  let formulas = 0;
  const add = (text) => {
    parts.push(text);
    written += Buffer.byteLength(text);
  };
  for (let section = 1; written < bytes; section++) {
    add(`## ${section}. ${say()}\n\n`);
    for (let i = 0; i < 12; i++) {
      // Four formulas a kilobyte, whatever the formulas' own length.
      while (written / 250 < formulas + 1) add(`${say()}\n\n`);
      add(`${pick(places, next)(known === undefined ? fresh() : pick(known, next), say)}\n\n`);
      formulas += 1;
    }
    if (section % 8 === 0) add(`${pick(codeBlocks, next)}\n\n`);
  }
  return { text: parts.join(''), bytes: written, formulas };
}
