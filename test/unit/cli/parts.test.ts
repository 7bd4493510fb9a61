import { describe, expect, it } from 'vitest';
import { createJsonStream } from '../../../src/cli/jsonStream.js';
import {
  doPart,
  writeDocument,
  type PartEnd,
  type PartTask,
  type PartThreads,
} from '../../../src/cli/parts.js';
import type { JsonProblem } from '../../../src/analysisTypes.js';

/** A note of 3,200 symbols that all differ, with what else items and problems come from. */
const note = Array.from({ length: 3_200 }, (_, i) => {
  if (i === 700) return '```python\nimport torch\nx = torch.ones(2, 3)\ny = x + x\n```';
  if (i === 2_900) return '```python\nz = torch.zeros(3, 4)\n```';
  return i === 1_500 ? `$$\n${'x'.repeat(30_000)}\n$$` : `The ${i}th is $x_{${i}}$.`;
}).join('\n\n');

interface Made {
  readonly part: number;
  readonly of: number;
}

/** Threads that do their parts here; `end` is what they say of what they did. */
function threadsHere(
  count: number,
  made: Made[] = [],
  end: (end: PartEnd, task: PartTask) => PartEnd | undefined = (e) => e,
): PartThreads {
  return {
    count,
    start: (tasks) => ({
      results: tasks.map((task) => {
        const pieces: Uint8Array[] = [];
        const done = end(
          doPart(task, (piece) => pieces.push(piece)),
          task,
        );
        made.push({ part: task.part.index, of: task.part.of });
        return Promise.resolve(done && { pieces, end: done });
      }),
      stop: () => undefined,
    }),
  };
}

async function written(text: string, threads?: PartThreads): Promise<string> {
  const chunks: Uint8Array[] = [];
  const stream = createJsonStream((bytes) => chunks.push(bytes.slice()));
  const options = { language: 'markdown', maxElements: 100 } as const;
  await writeDocument(text, options, threads, () => stream.open('note.md'));
  stream.end();
  return Buffer.concat(chunks).toString('utf8');
}

describe('a long note whose formulas differ', () => {
  const alone = written(note);

  it('has items of formulas and code in the order of the text, and problems', async () => {
    const { files } = JSON.parse(await alone) as {
      files: readonly {
        readonly items: readonly { readonly language: string; readonly source: string }[];
        readonly problems: readonly JsonProblem[];
      }[];
    };
    const { items = [], problems = [] } = files[0] ?? {};
    expect(items.length).toBeGreaterThan(3_190);
    const code = items.flatMap(({ language }, i) => (language === 'python' ? [i] : []));
    expect(code[0]).toBeGreaterThan(690);
    expect(code.at(-1)).toBeGreaterThan(2_890);
    expect(problems.length).toBeGreaterThan(0);
  });

  it('gives the same with more threads', async () => {
    const made: Made[] = [];
    expect((await written(note, threadsHere(2, made))) === (await alone)).toBe(true);
    expect(made).toEqual([
      { part: 1, of: 3 },
      { part: 2, of: 3 },
    ]);
  });

  it('gives the same where a thread fails, or had no room for numbers, or they have no room here', async () => {
    const ends: Readonly<Record<number, (end: PartEnd) => PartEnd | undefined>> = {
      1: () => undefined,
      2: (end) => ({ ...end, refused: 1 }),
      3: (end) => ({ ...end, taken: 1e12 }),
    };
    const threads = threadsHere(3, [], (end, { part }) => ends[part.index]?.(end));
    expect((await written(note, threads)) === (await alone)).toBe(true);
  });
});

describe('a note that one thread does', () => {
  it.each([
    ['one whose formulas rest on one another', '$x = 2$ and $y = 3x$.\n\n'.repeat(20)],
    ['one that repeats its formulas', '$x$ and $y$.\n\n'.repeat(2_000)],
  ])('%s', async (_what, text) => {
    const made: Made[] = [];
    expect((await written(text, threadsHere(1, made))) === (await written(text))).toBe(true);
    expect(made).toEqual([]);
  });
});
