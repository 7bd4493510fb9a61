import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCaller, serve, type Caller, type CallContext } from '../../../src/protocol/rpc.js';
import { createChannel, type Channel } from './channel.js';

type Echo = {
  echo: { params: unknown; result: unknown };
  fail: { params: null; result: never };
  crash: { params: null; result: never };
  wait: { params: null; result: string };
  unclonable: { params: null; result: unknown };
  count: { params: number; result: string };
};

let channel: Channel;
let caller: Caller<Echo>;
let context: CallContext | undefined;
let release: () => void;
let served: number;

beforeEach(() => {
  channel = createChannel();
  context = undefined;
  served = 0;
  serve<Echo>(channel.far, {
    echo: (params) => {
      served += 1;
      return { ok: true, value: params };
    },
    fail: () => ({ ok: false, error: { code: 'no-shape', message: 'It has no shape.' } }),
    crash: () => {
      throw new Error('a bug');
    },
    wait: (_params, given) => {
      context = given;
      return new Promise((resolve) => {
        release = () => resolve({ ok: true, value: 'done' });
      });
    },
    unclonable: () => ({ ok: true, value: () => 1 }),
    count: (to, { progress }) => {
      for (let i = 1; i <= to; i++) progress(i, to);
      return { ok: true, value: 'done' };
    },
  });
  caller = createCaller<Echo>(channel.near);
});
afterEach(() => channel.close());

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('a call', () => {
  it('is answered with its value', async () => {
    expect(await caller.call('echo', { a: [1, 'x', null] })).toEqual({
      ok: true,
      value: { a: [1, 'x', null] },
    });
  });

  it('is answered with its error', async () => {
    expect(await caller.call('fail', null)).toEqual({
      ok: false,
      error: { code: 'no-shape', message: 'It has no shape.' },
    });
  });

  it('is answered in any order', async () => {
    const slow = caller.call('wait', null);
    expect(await caller.call('echo', 1)).toEqual({ ok: true, value: 1 });
    release();
    expect(await slow).toEqual({ ok: true, value: 'done' });
  });

  it.each(['crash', 'unclonable'] as const)(
    'that ends in a bug is answered: %s',
    async (method) => {
      expect(await caller.call(method, null)).toMatchObject({
        ok: false,
        error: { code: 'internal' },
      });
      expect(await caller.call('echo', 2)).toEqual({ ok: true, value: 2 });
    },
  );

  it('whose parameters can’t cross is answered', async () => {
    expect(await caller.call('echo', () => 1)).toMatchObject({ error: { code: 'internal' } });
  });

  it.each(['missing', 'toString', '__proto__'])('of no method is answered: %s', async (method) => {
    expect(await caller.call(method as 'echo', null)).toMatchObject({
      error: { code: 'unknown-method' },
    });
  });
});

describe('a cancelled call', () => {
  it('is answered at once, and the other side learns of it', async () => {
    const abort = new AbortController();
    const answer = caller.call('wait', null, { signal: abort.signal });
    await soon();
    expect(context?.isCancelled()).toBe(false);
    abort.abort();
    // Not a message yet: the flag is shared memory, which a busy worker can read.
    expect(context?.isCancelled()).toBe(true);
    expect(await answer).toMatchObject({ error: { code: 'cancelled' } });
    release();
    await soon();
  });

  it('before it is made sends nothing', async () => {
    const before = channel.sent.length;
    const answer = await caller.call('echo', 1, { signal: AbortSignal.abort() });
    expect(answer).toMatchObject({ error: { code: 'cancelled' } });
    await soon();
    expect(channel.sent.slice(before).filter((m) => m.kind === 'call')).toEqual([]);
  });

  it('is not worked on where it has not begun', async () => {
    const abort = new AbortController();
    const answer = caller.call('echo', 1, { signal: abort.signal });
    abort.abort();
    expect(await answer).toMatchObject({ error: { code: 'cancelled' } });
    await soon();
    expect(served).toBe(0);
  });

  it('that was answered already stays answered', async () => {
    const abort = new AbortController();
    expect(await caller.call('echo', 1, { signal: abort.signal })).toEqual({ ok: true, value: 1 });
    abort.abort();
    expect(channel.sent.some((m) => m.kind === 'cancel')).toBe(false);
  });
});

describe('a call without an answer', () => {
  it('fails with timeout and is cancelled', async () => {
    const answer = await caller.call('wait', null, { timeoutMs: 10 });
    expect(answer).toMatchObject({ error: { code: 'timeout' } });
    expect(context?.isCancelled()).toBe(true);
    release();
    await soon();
  });

  it('fails when the other side is gone', async () => {
    const answers = [caller.call('wait', null), caller.call('wait', null)];
    caller.failAll({ code: 'worker-gone', message: 'It died.' });
    for (const answer of await Promise.all(answers)) {
      expect(answer).toEqual({ ok: false, error: { code: 'worker-gone', message: 'It died.' } });
    }
  });
});

describe('the progress of a call', () => {
  it('arrives in order and before the answer', async () => {
    const seen: string[] = [];
    const onProgress = (done: number, total: number): void => void seen.push(`${done}/${total}`);
    const answer = await caller.call('count', 3, { onProgress });
    expect(answer).toEqual({ ok: true, value: 'done' });
    expect(seen).toEqual(['1/3', '2/3', '3/3']);
  });

  it('of one call is not told to another, nor after a cancel', async () => {
    const seen: number[] = [];
    const abort = new AbortController();
    const onProgress = (done: number): void => void seen.push(done);
    const [cancelled] = [caller.call('wait', null, { signal: abort.signal, onProgress })];
    abort.abort();
    await caller.call('count', 2);
    expect(await cancelled).toMatchObject({ error: { code: 'cancelled' } });
    expect(seen).toEqual([]);
  });
});

describe('numbers in an answer', () => {
  it('are moved, not copied', async () => {
    const data = new Float32Array([1, 2, 3]);
    const kept: Float32Array[] = [];
    const other = createChannel();
    type Numbers = { numbers: { params: null; result: { tensors: { data: Float32Array }[] } } };
    serve<Numbers>(other.far, {
      numbers: () => {
        kept.push(data);
        return { ok: true, value: { tensors: [{ data }, { data }] } };
      },
    });
    const answer = await createCaller<Numbers>(other.near).call('numbers', null);
    expect(answer.ok && [...(answer.value.tensors[1]?.data ?? [])]).toEqual([1, 2, 3]);
    expect(kept[0]?.byteLength).toBe(0);
    other.close();
  });
});
