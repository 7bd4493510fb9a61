import { describe, expect, it, vi } from 'vitest';
import { analyzeDocument } from '../../../src/analysis.js';
import { translateProblem } from '../../../src/explain/messages.js';
import type * as Python from '../../../src/read/python/index.js';
import type * as Definiendum from '../../../src/read/tex/lower/definiendum.js';
import type * as Recognition from '../../../src/recognize/index.js';

/** A fault of our own, which no input is known to bring about: letters that break a stage. */
const breaksAt = vi.hoisted(() => (letter: string, said: unknown) => {
  if (JSON.stringify(said).includes(letter)) throw new Error(`${letter} is broken`);
});

vi.mock('../../../src/read/tex/lower/definiendum.js', async (original) => {
  const real = await original<typeof Definiendum>();
  const takenBy: typeof real.takenBy = (e) => {
    breaksAt('daleth', e);
    return real.takenBy(e);
  };
  return { ...real, takenBy };
});

vi.mock('../../../src/recognize/index.js', async (original) => {
  const real = await original<typeof Recognition>();
  const recognize: typeof real.recognize = (...args) => {
    breaksAt('gimel', args[0].values);
    return real.recognize(...args);
  };
  return { ...real, recognize };
});

vi.mock('../../../src/read/python/index.js', async (original) => {
  const real = await original<typeof Python>();
  const readPython: typeof real.readPython = (segments) => {
    breaksAt('beth', segments);
    return real.readPython(segments);
  };
  return { ...real, readPython };
});

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
