import { describe, expect, it } from 'vitest';
import { maxInlineElements, type PanelModel, type TileQuery } from '../../../src/protocol/panel.js';
import type { CallContext } from '../../../src/protocol/rpc.js';
import { createService } from '../../../src/worker/service.js';
import { tileOf } from '../../../src/worker/tileView.js';

const context: CallContext = { isCancelled: () => false, progress: () => undefined };

const code = `import torch
torch.manual_seed(1)
x = torch.randn(2, 70, 90)
weights = torch.softmax(x, dim=-1)
`;
const place = {
  id: 'a.py',
  version: 1,
  start: code.indexOf('softmax'),
  end: code.indexOf('softmax'),
};
const source = { kind: 'document', ...place } as const;

async function opened() {
  const service = createService();
  await service.open({ id: 'a.py', version: 1, language: 'python', text: code }, context);
  const request = { ...place, locale: 'en', settings: {}, label: '', uri: null } as const;
  const answer = await service.visualize(request, context);
  if (!answer.ok || answer.value === null) throw new Error('no model');
  return { service, model: answer.value };
}

const largest = (model: PanelModel) => {
  const step = model.steps.find((s) => s.name === 'weights');
  if (step?.tensor === undefined || step.tensor === null) throw new Error('no weights');
  return { id: step.id, tensor: step.tensor };
};

const query: TileQuery = { lead: [1], rows: [3, 5], columns: [0, 90], block: [1, 1] };

describe('the numbers of a large tensor', () => {
  it('stay in the worker, with what they are like in the model', async () => {
    const { model } = await opened();
    const { tensor } = largest(model);
    expect(tensor.shape.reduce((a, b) => a * b, 1)).toBeGreaterThan(maxInlineElements);
    expect(tensor).toMatchObject({ data: null, nan: 0 });
    expect(tensor.min).toBeGreaterThan(0);
    expect(tensor.max).toBeLessThan(1);
  });

  it('are answered by tiles, whose rows of weights sum to one', async () => {
    const { service, model } = await opened();
    const { id: step } = largest(model);
    const answer = await service.tile({ source, settings: {}, step, query }, context);
    if (!answer.ok || answer.value?.kind !== 'cells') throw new Error('no cells');
    const { data } = answer.value;
    const row = Array.from(data.subarray(0, 90));
    expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  it('are the same from a worker that has not computed them', async () => {
    const { service, model } = await opened();
    const { id: step } = largest(model);
    const other = createService();
    await other.open({ id: 'a.py', version: 1, language: 'python', text: code }, context);
    const ask = { source, settings: {}, step, query };
    expect(await other.tile(ask, context)).toEqual(await service.tile(ask, context));
  });

  it('are gone where the text is', async () => {
    const { service, model } = await opened();
    const { id: step } = largest(model);
    await service.close({ id: 'a.py' }, context);
    const answer = await service.tile({ source, settings: {}, step, query }, context);
    expect(answer).toMatchObject({ ok: false, error: { code: 'unknown-document' } });
  });

  it('of a text with the same name and version but other words are its own', async () => {
    const { service, model } = await opened();
    const { id: step } = largest(model);
    const ask = { source, settings: {}, step, query };
    const before = await service.tile(ask, context);
    await service.close({ id: 'a.py' }, context);
    const text = code.replace('manual_seed(1)', 'manual_seed(2)');
    await service.open({ id: 'a.py', version: 1, language: 'python', text }, context);
    expect(await service.tile(ask, context)).not.toEqual(before);
  });
});

it('a cancelled computation is not explained', async () => {
  const service = createService();
  await service.open({ id: 'a.py', version: 1, language: 'python', text: code }, context);
  let looks = 0;
  const stopping: CallContext = { ...context, isCancelled: () => ++looks > 1 };
  const request = { ...place, locale: 'en', settings: {}, label: '', uri: null } as const;
  expect(await service.visualize(request, stopping)).toMatchObject({
    error: { code: 'cancelled' },
  });
  expect(await service.visualize(request, context)).toMatchObject({ ok: true });
});

describe('a hover', () => {
  it('comes after lenses that are on their way, which would hide it', async () => {
    const service = createService();
    const text = '$$\n\\text{softmax}(QK^\\top)V\n$$\n\n'.repeat(40);
    const note = { id: 'note.md', version: 1 };
    await service.open({ ...note, language: 'markdown', text }, context);
    const order: string[] = [];
    const lenses = Promise.resolve(service.items({ ...note, locale: 'en' }, context));
    const view = {
      theme: 'dark',
      locale: 'en',
      images: false,
      deadlineMs: 250,
      runs: [],
    } as const;
    const hover = Promise.resolve(service.hover({ ...note, ...view, offset: 10 }, context));
    await Promise.all([
      lenses.then((a) => order.push(a.ok ? 'lenses' : a.error.code)),
      hover.then((a) => order.push(a.ok ? 'hover' : a.error.code)),
    ]);
    expect(order).toEqual(['lenses', 'hover']);
  });
});

describe('a hover on a problem', () => {
  const view = { theme: 'dark', locale: 'en', images: false, deadlineMs: 1_000 } as const;
  const text = 'Numbers: $\\text{softmax}([1, 2, 3]) = [0.090, 0.245, 0.656]$\n';
  const wrong = /0\.656 stated, 0\.665/;

  it('says it, where the editor has not underlined it there', async () => {
    const service = createService();
    const note = { id: 'a.md', version: 1 };
    await service.open({ ...note, language: 'markdown', text }, context);
    const places = [{ start: 0, end: text.length }];
    const problems = await service.problems({ ...note, places, locale: 'en' }, context);
    const underlined = problems.ok ? problems.value.map((p) => p.message) : [];
    const at = { ...note, ...view, offset: text.indexOf('0.656') };
    const said = async (of: readonly string[]): Promise<string> => {
      const answer = await service.hover({ ...at, underlined: of }, context);
      return answer.ok ? (answer.value?.markdown ?? '') : '';
    };
    expect(underlined).toEqual([expect.stringMatching(wrong)]);
    expect(await said([])).toContain('⚠');
    expect(await said(underlined)).not.toContain('⚠');
    expect(await said(underlined)).toContain('softmax');
  });
});

describe('a hover on a large matrix that is only declared', () => {
  it('says its shape at once, and makes no numbers for it', async () => {
    const service = createService();
    const note = { id: 'a.md', version: 1 };
    const text = 'The embedding $W_E \\in \\mathbb{R}^{50257 \\times 768}$.\n';
    await service.open({ ...note, language: 'markdown', text }, context);
    const view = { theme: 'dark', locale: 'en', images: false, deadlineMs: 1_000 } as const;
    const answer = await service.hover({ ...note, ...view, offset: 18 }, context);
    const said = answer.ok ? (answer.value?.markdown ?? '') : '';
    expect(said).toContain('50257 × 768');
    expect(said).not.toContain('⚠');
  });
});

describe('a hover after lenses that failed', () => {
  it('comes all the same, the first and the later ones', async () => {
    const service = createService();
    const note = { id: 'note.md', version: 1 };
    const text = '$$\n\\text{softmax}(QK^\\top)V\n$$\n\n'.repeat(40);
    await service.open({ ...note, language: 'markdown', text }, context);
    const failing: CallContext = {
      ...context,
      isCancelled: () => {
        throw new Error('the window is gone');
      },
    };
    const lenses = Promise.resolve(service.items({ ...note, locale: 'en' }, failing));
    const view = { theme: 'dark', locale: 'en', images: false, deadlineMs: 250, runs: [] } as const;
    const hover = () => service.hover({ ...note, ...view, offset: 10 }, context);
    const [failed, first] = await Promise.allSettled([lenses, hover()]);
    expect(failed.status).toBe('rejected');
    expect(first).toMatchObject({ status: 'fulfilled', value: { ok: true } });
    expect(await hover()).toMatchObject({ ok: true });
  });
});

describe('a tile', () => {
  const tensor = { shape: [300, 200], dtype: 'float32', data: new Float32Array(60_000) } as const;
  const all: TileQuery = { lead: [], rows: [0, 300], columns: [0, 200], block: [4, 2] };

  it('of blocks is an overview', () =>
    expect(tileOf(tensor, all)).toMatchObject({ kind: 'overview', rows: 75, columns: 100 }));

  it.each<[string, Partial<TileQuery>]>([
    ['too many cells', { block: [1, 1] }],
    ['rows that are not there', { rows: [0, 301] }],
    ['no columns', { columns: [5, 5] }],
    ['a head that is not there', { lead: [0] }],
    ['half a cell', { block: [0.5, 1] }],
    ['no block', { block: [0, 1] }],
  ])('of %s is none', (_, part) => expect(tileOf(tensor, { ...all, ...part })).toBeNull());

  it('of a vector or a scalar has one row', () => {
    const vector = { shape: [3], dtype: 'float32', data: Float32Array.of(1, 2, 3) } as const;
    const row: TileQuery = { lead: [], rows: [0, 1], columns: [1, 3], block: [1, 1] };
    expect(tileOf(vector, row)).toEqual({
      kind: 'cells',
      rows: 1,
      columns: 2,
      data: Float32Array.of(2, 3),
    });
    const scalar = { shape: [], dtype: 'float32', data: Float32Array.of(7) } as const;
    expect(tileOf(scalar, { ...row, columns: [0, 1] })).toMatchObject({ rows: 1, columns: 1 });
  });
});

it('a tensor that is too large has the size that fits beside its reason', async () => {
  const service = createService();
  const text = String.raw`$\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V$`;
  await service.open({ id: 'n.md', version: 1, language: 'markdown', text }, context);
  const request = { id: 'n.md', version: 1, start: 3, end: 3, locale: 'en', label: '', uri: null };
  const settings = { sizes: { n: 8192, m: 8192 } };
  const answer = await service.visualize({ ...request, locale: 'en', settings }, context);
  if (!answer.ok || answer.value === null) throw new Error('no model');
  const refused = answer.value.steps.filter((s) => s.fit !== null);
  expect(refused.length).toBeGreaterThan(0);
  for (const step of refused) {
    expect(step.tensor).toBeNull();
    expect(step.missing).toMatch(/MB|MiB|GB|GiB/);
    expect(step.fit?.size).toBeGreaterThan(64);
  }
});
