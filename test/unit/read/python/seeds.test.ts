import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findSnippets } from '../../../../src/read/markdown.js';
import { readPython } from '../../../../src/read/python/index.js';
import { allNamed, named, problems, shapeText } from './support.js';

const folder = fileURLToPath(new URL('../../../../../shared/seeds/', import.meta.url));
const seed = (number: string): string | undefined => {
  if (!existsSync(folder)) return undefined;
  const file = readdirSync(folder).find((f) => f.startsWith(number));
  return file === undefined ? undefined : readFileSync(folder + file, 'utf8');
};
const reading = (text: string) =>
  readPython(
    findSnippets(text)
      .filter((s) => s.language === 'python')
      .map((s) => ({ text: s.text, offset: s.span.start })),
  );

const handsOn = seed('003');
describe.skipIf(handsOn === undefined)(
  'the hands-on note (skipped where the seeds are absent)',
  () => {
    const r = reading(handsOn ?? '');
    it('gives both fences the values that they name', () => {
      expect(problems(r)).toEqual([]);
      const shapes: Record<string, string> = {
        x: '[3, 4]',
        Q: '[3, 4]',
        K: '[3, 4]',
        V: '[3, 4]',
        scores: '[3, 3]',
        attention_weights: '[3, 3]',
        output: '[3, 4]',
      };
      for (const [name, shape] of Object.entries(shapes)) {
        expect(allNamed(r, name).map(shapeText), name).toEqual([shape, shape]);
      }
    });
    it('tells example values from seeded ones', () => {
      expect(allNamed(r, 'output').map((v) => v.origin)).toEqual(['example', 'seeded']);
    });
    it('knows the tokens of each', () => {
      const tokens = (id: number) =>
        r.program.labels.find((l) => l.value === id && l.axis === -2)?.labels;
      expect(allNamed(r, 'attention_weights').map((v) => tokens(v.id))).toEqual([
        ['Token 1', 'Token 2', 'Token 3'],
        ['Tokyo', 'is', 'beautiful'],
      ]);
    });
  },
);

const multiHead = seed('004');
describe.skipIf(multiHead === undefined)('the multi-head note (skipped where absent)', () => {
  it('has shapes by the names of its code', () => {
    const r = reading(multiHead ?? '');
    expect(shapeText(named(r, 'w_qs.weight'))).toBe('[n_head*d_k, d_model]');
    expect(allNamed(r, 'k').map(shapeText)).toEqual([
      '[sz_b, len_k, d_model]',
      '[sz_b, len_k, n_head, d_k]',
      '[sz_b, n_head, len_k, d_k]',
    ]);
  });
});
