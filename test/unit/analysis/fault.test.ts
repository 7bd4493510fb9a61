import { describe, expect, it, vi } from 'vitest';
import { analyzeDocument } from '../../../src/analysis.js';
import { translateProblem } from '../../../src/explain/messages.js';

/** A fault of our own, which no input is known to bring about: a function that breaks at a letter. */
const breaking = vi.hoisted(
  () =>
    async (
      original: () => Promise<Record<string, unknown>>,
      name: string,
      letter: string,
    ): Promise<Record<string, unknown>> => {
      const real = await original();
      const stage = real[name] as (...args: unknown[]) => unknown;
      const broken: typeof stage = (...args) => {
        if (JSON.stringify(args[0]).includes(letter)) throw new Error(`${letter} is broken`);
        return stage(...args);
      };
      return { ...real, [name]: broken };
    },
);

vi.mock('../../../src/read/tex/lower/definiendum.js', (original) =>
  breaking(original, 'takenBy', 'daleth'),
);
vi.mock('../../../src/recognize/index.js', (original) => breaking(original, 'recognize', 'gimel'));
vi.mock('../../../src/read/python/index.js', (original) =>
  breaking(original, 'readPython', 'beth'),
);

describe('a fault of our own', () => {
  it.each([
    ['in reading a formula', String.raw`\daleth + 1`],
    ['in understanding one', String.raw`\gimel + 1`],
  ])('%s is said there, and the rest of the note is read', (_where, broken) => {
    const text = `$a = 2$ and $${broken}$, then $b = a + 3$.`;
    const { items } = analyzeDocument(text, 'markdown');
    expect(items.map((i) => i.source)).toEqual(['a = 2', broken, 'b = a + 3']);
    expect(items.map((i) => i.problems.map((p) => p.code))).toEqual([[], ['fault'], []]);
    const [problem] = items[1]?.problems ?? [];
    expect(text.slice(problem?.span.start, problem?.span.end)).toBe(broken);
  });

  it('in reading code leaves the formulas beside it', () => {
    const text = '$a = 2$\n\n```python\nimport torch\nbeth = torch.ones(2)\n```\n';
    const { items, problems } = analyzeDocument(text, 'markdown');
    expect(items.map((i) => i.source)).toEqual(['a = 2']);
    expect(problems.map((p) => p.code)).toEqual(['fault']);
    const [problem] = problems;
    if (problem === undefined) throw new Error('no problem');
    expect(problem.message).toContain('a fault of its own (beth is broken)');
    expect(translateProblem(problem, 'ja')).toContain('不具合');
  });
});
