import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis.js';
import type { JsonItem, JsonValue } from '../../src/analysisTypes.js';

const folder = new URL('../../../shared/seeds/', import.meta.url);
const present = existsSync(folder);
if (!present) console.log('The notes of ../shared/seeds are not here: their tests are skipped.');

const read = (prefix: string): JsonItem[] => {
  const name = readdirSync(folder).find((n) => n.startsWith(prefix));
  if (name === undefined) throw new Error(`no note ${prefix}`);
  const text = readFileSync(new URL(name, folder), 'utf8');
  return [...analyze(text, { language: 'markdown' }).items];
};

const valueNamed = (items: readonly JsonItem[], name: string): JsonValue[] =>
  items.flatMap((i) => i.values.filter((v) => v.name === name));

/** `torch` 1.13 on the note's second fence, printed with six digits. */
const weights = [
  [0.356295, 0.274214, 0.369491],
  [0.285719, 0.347455, 0.366826],
].flat();

describe.skipIf(!present)('the users’ notes', () => {
  const cases: readonly [note: string, formula: RegExp, kind: string][] = [
    ['000', /^\s*\\text\{head\}_i = /, 'attention.head'],
    ['000', /^QW_i\^Q \\cdot \(KW_i\^K\)\^\\top$/, 'attention.scores'],
    ['000', /^\\frac\{QW_i\^Q/, 'attention.scores'],
    ['000', /^\\text\{softmax\}/, 'attention.weights'],
    ['000', /^\\text\{Attention\}\(QW_i\^Q/, 'attention.scaledDotProduct'],
    ['000', /^QW_i\^Q$/, 'projection'],
    ['001', /attention\\_weight = softmax/, 'attention.weights'],
    ['004', /^\\text\{Attention\} = /, 'attention.scaledDotProduct'],
    ['004', /^\\text\{Attention Score\}/, 'attention.scores'],
    ['004', /^\\text\{Attention Weights\} = /, 'attention.weights'],
    ['004', /^\\text\{Output\}/, 'attention.weightedSum'],
    ['004', /^head_i = Attention/, 'attention.head'],
    ['004', /^MultiHead/, 'attention.multiHead'],
    ['004', /^FFN\(x\)/, 'feedForward'],
  ];
  for (const [note, formula, kind] of cases) {
    it(`${note}: ${formula.source} is ${kind}, with numbers for every part`, () => {
      const item = read(note).find((i) => formula.test(i.source.trim()));
      expect(item?.kind).toBe(kind);
      expect(item?.values.filter((v) => v.data === null).map((v) => v.name)).toEqual([]);
    });
  }

  it('003: the seeded weights are PyTorch’s', () => {
    const found = valueNamed(read('003'), 'attention_weights').filter((v) => v.origin === 'seeded');
    expect(found).toHaveLength(1);
    const data = found[0]?.data ?? [];
    for (const [i, truth] of weights.entries()) {
      expect(Math.abs(Number(data[i]) - truth), `element ${i}`).toBeLessThan(2e-5);
    }
  });

  it('003: the first example, without a seed, is marked as example values', () => {
    const [first] = valueNamed(read('003'), 'attention_weights');
    expect(first?.origin).toBe('example');
    expect(first?.shape).toEqual([3, 3]);
  });
});
