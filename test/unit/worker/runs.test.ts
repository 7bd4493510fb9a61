import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../../src/protocol/rpc.js';
import { createService } from '../../../src/worker/service.js';

const context: CallContext = { isCancelled: () => false, progress: () => undefined };

/** The hover at the first `piece` of the code, without pictures. */
async function hover(code: string, piece: string, runs: readonly string[] = []) {
  const service = createService();
  await service.open({ id: 'a.py', version: 1, language: 'python', text: code }, context);
  const answer = await service.hover(
    {
      id: 'a.py',
      version: 1,
      offset: code.indexOf(piece),
      theme: 'light',
      locale: 'en',
      images: false,
      deadlineMs: 1e4,
      runs,
    },
    context,
  );
  if (!answer.ok || answer.value === null) throw new Error('no hover');
  return answer.value;
}

const twice = `import torch
def double(x):
    y = x * 2
    return y
a = double(torch.tensor([1.0, 3.0]))
b = double(torch.tensor([5.0, 7.0]))
`;

const loop = `import torch
x = torch.tensor([1.0, 3.0])
w = torch.tensor([10.0, 10.0])
for i in range(3):
    x = x + w
`;

describe('a place of code that ran several times', () => {
  it('shows the last run, and says which it is', async () => {
    const { markdown, runs } = await hover(twice, 'y = x');
    expect(markdown).toContain('Run 2 of 2: `double(torch.tensor([5.0, 7.0]))` ([line 6]');
    expect(markdown).toContain('14');
    expect(runs).toMatchObject({
      shown: 1,
      all: [
        { label: 'double(torch.tensor([1.0, 3.0])) (line 5)' },
        { label: 'double(torch.tensor([5.0, 7.0])) (line 6)' },
      ],
    });
  });

  it('shows the run that the reader chose, there and at other places of the function', async () => {
    const { runs } = await hover(twice, 'y = x');
    const chosen = [runs?.all[0]?.path ?? ''];
    const here = await hover(twice, 'y = x', chosen);
    expect(here.runs?.shown).toBe(0);
    expect(here.markdown).toContain('Run 1 of 2');
    expect(here.markdown).not.toContain('14');
    const parameter = await hover(twice, 'x):', chosen);
    expect(parameter.runs?.shown).toBe(0);
  });

  it('keeps the choice when lines are added above', async () => {
    const { runs } = await hover(twice, 'y = x');
    const edited = twice.replace('\n', '\n# a line more\nc = torch.ones(3)\n');
    const { markdown } = await hover(edited, 'y = x', [runs?.all[0]?.path ?? '']);
    expect(markdown).toContain('Run 1 of 2');
  });

  it('has passes of a loop, told by what the loop counts with', async () => {
    const { markdown, runs } = await hover(loop, 'x = x + w');
    expect(markdown).toContain('Run 3 of 3: `i = 2`');
    expect(runs?.all.map(({ label }) => label)).toEqual(['i = 0', 'i = 1', 'i = 2']);
    const first = await hover(loop, 'x = x + w', [runs?.all[0]?.path ?? '']);
    expect(first.markdown).toContain('13');
  });

  it('has nothing to choose where it is the same value each time', async () => {
    const { markdown, runs } = await hover(loop, 'w\n');
    expect(markdown).not.toContain('Run ');
    expect(runs).toBeUndefined();
  });

  it('shows what is one value in the item of the chosen run', async () => {
    const code = `import torch
import torch.nn.functional as F
def attend(q, k):
    return F.softmax(q @ k.T, dim=-1)
q = torch.ones(2, 4)
a = attend(q, torch.ones(3, 4))
b = attend(q, torch.ones(5, 4))
`;
    const calls = await hover(code, 'F.softmax');
    const chosen = [calls.runs?.all[0]?.path ?? ''];
    const { markdown, runs } = await hover(code, 'q, k', chosen);
    expect(runs).toBeUndefined();
    expect(markdown).toContain('2×3');
  });

  it('falls back to the last run for a choice that is no more', async () => {
    const { runs } = await hover(twice, 'y = x', ['/call single 0']);
    expect(runs?.shown).toBe(1);
  });

  it('follows calls into calls and passes', async () => {
    const code = `import torch
def inner(x):
    return x + 1
def outer(x):
    for name in ['q', 'k']:
        z = inner(x)
    return z
x = torch.tensor([1.0, 2.0])
a = outer(x)
b = outer(x * 10)
`;
    const { runs } = await hover(code, 'x + 1');
    expect(runs?.all.map(({ label }) => label)).toEqual([
      "outer(x) (line 9) › name = 'q' › inner(x) (line 6)",
      "outer(x) (line 9) › name = 'k' › inner(x) (line 6)",
      "outer(x * 10) (line 10) › name = 'q' › inner(x) (line 6)",
      "outer(x * 10) (line 10) › name = 'k' › inner(x) (line 6)",
    ]);
    // The reader chose the second call of `outer` in its own body: the last pass in it is shown.
    const outer = await hover(code, 'z = inner');
    const chosen = outer.runs?.all[1]?.path ?? '';
    const after = await hover(code, 'x + 1', [chosen]);
    expect(after.runs?.shown).toBe(1);
  });

  it('knows elements of a comprehension as passes', async () => {
    const code = `import torch
xs = [torch.tensor([1.0, 2.0]) * n for n in (2, 3)]
`;
    const { runs } = await hover(code, '* n');
    expect(runs?.all.map(({ label }) => label)).toEqual(['n = 2', 'n = 3']);
  });
});
