import { describe, expect, it, vi } from 'vitest';
import type { RpcMessage } from '../../../src/protocol/rpc.js';
import { createAnalysisClient, type SourceDocument } from '../../../src/worker/client.js';
import type { WorkerHandle } from '../../../src/platform.js';

/** A worker that answers what it is told to, and remembers what it was asked. */
interface FakeWorker {
  readonly handle: WorkerHandle;
  readonly calls: Extract<RpcMessage, { kind: 'call' }>[];
  terminated: boolean;
  die(reason: string): void;
}

type Behaviour = 'answers' | 'hangs';

function createFake(behaviour: Behaviour): FakeWorker {
  const calls: FakeWorker['calls'] = [];
  let reply: (message: RpcMessage) => void = () => undefined;
  let exit: (reason: string) => void = () => undefined;
  const fake: FakeWorker = {
    calls,
    terminated: false,
    die: (reason) => exit(reason),
    handle: {
      port: {
        post(message) {
          if (message.kind !== 'call') return;
          calls.push(message);
          const value = message.method === 'items' ? [] : null;
          if (behaviour === 'answers') {
            queueMicrotask(() => reply({ kind: 'ok', id: message.id, value }));
          }
        },
        on(listener) {
          reply = listener;
        },
      },
      onExit(listener) {
        exit = listener;
      },
      terminate() {
        fake.terminated = true;
        // Node reports the exit of a terminated worker too.
        exit('exit 1');
      },
    },
  };
  return fake;
}

function setUp(...behaviours: Behaviour[]) {
  const workers: FakeWorker[] = [];
  const replaced: string[] = [];
  const client = createAnalysisClient(
    () => {
      const fake = createFake(behaviours[workers.length] ?? 'answers');
      workers.push(fake);
      return fake.handle;
    },
    (reason) => replaced.push(reason),
  );
  return { client, workers, replaced };
}

const note = (version = 1, id = 'file:note.md'): SourceDocument => ({
  id,
  version,
  language: 'markdown',
  getText: () => `version ${version}`,
});

const methods = (worker: FakeWorker | undefined): string[] =>
  worker?.calls.map((c) => c.method) ?? [];
const limit = { timeoutMs: 100 };
const rest = { locale: 'en' } as const;

describe('the client of the worker', () => {
  it('starts no worker before it is asked, and one when it is woken', () => {
    const { client, workers } = setUp();
    expect(workers).toHaveLength(0);
    client.wake();
    client.wake();
    expect(workers).toHaveLength(1);
  });

  it('sends each version of a text once', async () => {
    const { client, workers } = setUp();
    for (const version of [1, 1, 2, 2]) {
      expect(await client.ask('items', note(version), rest, limit)).toEqual({
        ok: true,
        value: [],
      });
    }
    expect(methods(workers[0])).toEqual(['open', 'items', 'items', 'open', 'items', 'items']);
    expect(workers[0]?.calls[3]?.params).toEqual({
      id: 'file:note.md',
      version: 2,
      language: 'markdown',
      text: 'version 2',
    });
    expect(workers[0]?.calls[4]?.params).toEqual({ id: 'file:note.md', version: 2, locale: 'en' });
  });

  describe('with edits', () => {
    const edits = [{ offset: 0, length: 0, text: 'x' }];
    const edited = (version: number, more: Partial<SourceDocument> = {}): SourceDocument => ({
      ...note(version),
      editsSince: () => ({ edits, length: 10 }),
      ...more,
    });
    const ask = async (documents: readonly SourceDocument[]) => {
      const { client, workers } = setUp();
      for (const document of documents) await client.ask('items', document, rest, limit);
      return (workers[0]?.calls ?? []).filter((c) => c.method !== 'items');
    };

    it('sends what a version changes of the last one', async () => {
      const [first, second, ...others] = await ask([edited(1), edited(3)]);
      expect(first?.method).toBe('open');
      expect(second?.method).toBe('change');
      expect(second?.params).toEqual({
        ...{ id: 'file:note.md', version: 3, since: 1 },
        edits,
        length: 10,
      });
      expect(others).toEqual([]);
    });

    it.each([
      ['whose edits are not known', edited(1), edited(2, { editsSince: () => undefined })],
      [
        'after a text that may be later than its version',
        edited(1, { isCurrent: () => false }),
        edited(2),
      ],
      ['in another language', edited(1), edited(2, { language: 'latex' })],
      ['with other macros', edited(1), edited(2, { macros: { a: 'b' } })],
      ['of another document', edited(1), edited(2, { id: 'file:other.md' })],
    ])('sends the text of a version %s', async (_, first, second) => {
      expect((await ask([first, second])).map((c) => c.method)).toEqual(['open', 'open']);
    });
  });

  it('forgets a closed document, and asks for no text it does not need', async () => {
    const { client, workers } = setUp();
    const getText = vi.fn(() => 'text');
    client.close('file:note.md');
    client.open({ ...note(), getText });
    client.open({ ...note(), getText });
    client.close('file:note.md');
    client.close('file:note.md');
    await client.ask('items', { ...note(), getText }, rest, limit);
    expect(methods(workers[0])).toEqual(['open', 'close', 'open', 'items']);
    expect(getText).toHaveBeenCalledTimes(2);
  });

  it('fails what is open when the worker dies, and sends the text to the next one', async () => {
    const { client, workers, replaced } = setUp('hangs', 'answers');
    const open = client.ask('items', note(), rest, limit);
    workers[0]?.die('out of memory');
    expect(await open).toEqual({
      ok: false,
      error: { code: 'worker-gone', message: 'The engine stopped (out of memory).' },
    });
    expect(await client.ask('items', note(), rest, limit)).toMatchObject({ ok: true });
    expect(methods(workers[1])).toEqual(['open', 'items']);
    expect(replaced).toEqual(['The engine stopped (out of memory).']);
  });

  it('replaces a worker that hangs', async () => {
    vi.useFakeTimers();
    const { client, workers, replaced } = setUp('hangs', 'answers');
    const first = client.ask('items', note(), rest, limit);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await first).toMatchObject({ error: { code: 'timeout' } });
    expect(workers[0]?.terminated).toBe(true);
    expect(await client.ask('items', note(), rest, limit)).toMatchObject({ ok: true });
    expect(replaced).toEqual(['The engine did not answer.']);
    vi.useRealTimers();
  });

  it('keeps a worker that is busy with a longer call', async () => {
    vi.useFakeTimers();
    const { client, workers } = setUp('hangs');
    const long = client.ask('items', note(), rest, { timeoutMs: 10_000 });
    const short = client.ask('items', note(), rest, { timeoutMs: 250 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await short).toMatchObject({ error: { code: 'timeout' } });
    expect(workers[0]?.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await long).toMatchObject({ error: { code: 'timeout' } });
    expect(workers[0]?.terminated).toBe(true);
    vi.useRealTimers();
  });

  it('is replaced on demand', async () => {
    const { client, workers } = setUp();
    client.restart();
    await client.ask('items', note(), rest, limit);
    client.restart();
    await client.ask('items', note(), rest, limit);
    expect(workers.map((w) => w.terminated)).toEqual([true, false]);
  });

  it('answers where no worker can be started', async () => {
    const client = createAnalysisClient(() => {
      throw new Error('no such file');
    });
    client.open(note());
    expect(await client.ask('items', note(), rest, limit)).toEqual({
      ok: false,
      error: { code: 'worker-gone', message: 'The engine can’t be started (no such file).' },
    });
  });

  it('starts nothing for a call cancelled before', async () => {
    const { client, workers } = setUp();
    const signal = AbortSignal.abort();
    expect(await client.ask('items', note(), rest, { ...limit, signal })).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(workers).toHaveLength(0);
  });

  it('ends with its owner', async () => {
    const { client, workers, replaced } = setUp('hangs');
    const open = client.ask('items', note(), rest, limit);
    client.dispose();
    client.dispose();
    expect(await open).toMatchObject({ error: { code: 'disposed' } });
    client.open(note());
    expect(await client.ask('items', note(), rest, limit)).toMatchObject({
      error: { code: 'disposed' },
    });
    expect(workers.map((w) => w.terminated)).toEqual([true]);
    expect(replaced).toEqual([]);
  });
});
