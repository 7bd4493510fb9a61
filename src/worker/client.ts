import type { WorkerHandle } from '../platform.js';
import {
  createCaller,
  type Caller,
  type CallOptions,
  type RpcAnswer,
  type RpcError,
} from '../protocol/rpc.js';
import type { DocumentRef, TextEdit, WorkerMethods } from '../protocol/worker.js';
import type { DocumentLanguage } from '../analysisTypes.js';

/** What leads from one version of a text to another, and the length that it then has. */
export interface TextEdits {
  readonly edits: readonly TextEdit[];
  readonly length: number;
}

/** A document as callers hand it over; its text or its edits are asked for once per version. */
export interface SourceDocument extends DocumentRef {
  readonly language: DocumentLanguage;
  readonly getText: () => string;
  /**
   * The edits since an earlier version; undefined where they are not all known, or where the text has
   * gone on since this version was handed over.
   */
  readonly editsSince?: (version: number) => TextEdits | undefined;
  /** False where `getText` may give a later text; never where it is not given. */
  readonly isCurrent?: () => boolean;
  /** TeX macros of the settings; others make another version. */
  readonly macros?: Readonly<Record<string, string>>;
}

type Answer<K extends keyof WorkerMethods> = Promise<RpcAnswer<WorkerMethods[K]['result']>>;

/** Parameters of a method apart from the document's own. */
type Rest<K extends keyof WorkerMethods> = Omit<WorkerMethods[K]['params'], keyof DocumentRef>;

export interface AskOptions extends CallOptions {
  readonly timeoutMs: number;
}

export interface AnalysisClient {
  /** Calls a method about a document, sending its text first where the worker does not have it. */
  ask<K extends 'hover' | 'items' | 'problems' | 'visualize'>(
    method: K,
    document: SourceDocument,
    rest: Rest<K>,
    options: AskOptions,
  ): Answer<K>;
  call<K extends 'example' | 'cell' | 'tile'>(
    method: K,
    params: WorkerMethods[K]['params'],
    options: AskOptions,
  ): Answer<K>;
  /** Starts the worker where there is none, so that the first question finds it awake. */
  wake(): void;
  /** Makes sure that the worker has this version of the document. */
  open(document: SourceDocument): void;
  close(id: string): void;
  restart(): void;
  dispose(): void;
}

interface Sent {
  readonly version: number;
  /** What its text is read with. */
  readonly reading: string;
  /** False where the text may be that of a later version: no edits lead on from it. */
  readonly exact: boolean;
}

interface Running {
  readonly handle: WorkerHandle;
  readonly caller: Caller<WorkerMethods>;
  /** What this worker has of each document. */
  readonly sent: Map<string, Sent>;
  /** Calls without an answer yet, in order. */
  readonly waiting: Set<object>;
}

/** Time a worker gets past a call's own limit before it counts as hung. */
const graceMs = 2_000;

const refused = (code: string, message: string): { ok: false; error: RpcError } => ({
  ok: false,
  error: { code, message },
});

/**
 * Talks to the worker: starts it at the first call if not before, replaces it when it dies or hangs, and sends
 * each version of a document once. A hung call fails with `timeout`; the next call gets a new
 * worker. A call that waits for a longer one before it may time out too, which is no hang.
 */
export function createAnalysisClient(
  start: () => WorkerHandle,
  onReplaced: (reason: string) => void = () => undefined,
): AnalysisClient {
  let running: Running | undefined;
  let disposed = false;

  function discard(old: Running, reason: string): void {
    if (running !== old) return;
    running = undefined;
    old.handle.terminate();
    old.caller.failAll({ code: 'worker-gone', message: reason });
    onReplaced(reason);
  }

  function current(): Running {
    if (running !== undefined) return running;
    const handle = start();
    const made: Running = {
      handle,
      caller: createCaller<WorkerMethods>(handle.port),
      sent: new Map(),
      waiting: new Set(),
    };
    running = made;
    handle.onExit((reason) => discard(made, `The engine stopped (${reason}).`));
    return made;
  }

  function open(worker: Running, document: SourceDocument): void {
    const { id, version, language, macros } = document;
    const last = worker.sent.get(id);
    if (last?.version === version) return;
    const reading = JSON.stringify([language, macros]);
    const canGoOn = last?.exact === true && last.reading === reading;
    const edited = canGoOn ? document.editsSince?.(last.version) : undefined;
    const exact = document.isCurrent?.() !== false;
    const sent: Sent = { version, reading, exact };
    const known = macros === undefined ? {} : { macros };
    const done =
      edited === undefined || last === undefined
        ? worker.caller.call('open', { id, version, language, text: document.getText(), ...known })
        : worker.caller.call('change', { id, version, since: last.version, ...edited });
    worker.sent.set(id, sent);
    void done.then((answer) => {
      if (!answer.ok && worker.sent.get(id) === sent) worker.sent.delete(id);
    });
  }

  async function guarded<T>(
    signal: AbortSignal | undefined,
    call: (worker: Running) => Promise<RpcAnswer<T>>,
  ): Promise<RpcAnswer<T>> {
    if (disposed) return refused('disposed', 'Closed.');
    if (signal?.aborted === true) return refused('cancelled', 'Cancelled.');
    let worker: Running;
    try {
      worker = current();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return refused('worker-gone', `The engine can’t be started (${reason}).`);
    }
    const ticket = {};
    worker.waiting.add(ticket);
    try {
      const answer = await call(worker);
      const [oldest] = worker.waiting;
      const hung = !answer.ok && answer.error.code === 'timeout' && oldest === ticket;
      if (hung) discard(worker, 'The engine did not answer.');
      return answer;
    } catch (error) {
      return refused('internal', error instanceof Error ? error.message : String(error));
    } finally {
      worker.waiting.delete(ticket);
    }
  }

  return {
    ask: (method, document, rest, { signal, timeoutMs, onProgress }) =>
      guarded(signal, async (worker) => {
        const params = { ...rest, id: document.id, version: document.version };
        const call = (): Answer<typeof method> => {
          open(worker, document);
          return worker.caller.call(method, params as WorkerMethods[typeof method]['params'], {
            signal,
            timeoutMs: timeoutMs + graceMs,
            onProgress,
          });
        };
        const answer = await call();
        // The worker keeps the documents last used; this one was given up.
        const isGone = !answer.ok && answer.error.code === 'unknown-document';
        return isGone && worker.sent.delete(document.id) ? call() : answer;
      }),
    call: (method, params, { signal, timeoutMs, onProgress }) =>
      guarded(signal, (worker) =>
        worker.caller.call(method, params, {
          signal,
          timeoutMs: timeoutMs + graceMs,
          onProgress,
        }),
      ),
    wake() {
      if (disposed) return;
      try {
        current();
      } catch {
        // As for `open`.
      }
    },
    open(document) {
      if (disposed) return;
      try {
        open(current(), document);
      } catch {
        // The next call meets the same reason and answers with it.
      }
    },
    close(id) {
      if (running?.sent.delete(id) === true) void running.caller.call('close', { id });
    },
    restart() {
      if (running !== undefined) discard(running, 'The engine was restarted.');
    },
    dispose() {
      disposed = true;
      const last = running;
      running = undefined;
      last?.handle.terminate();
      last?.caller.failAll({ code: 'disposed', message: 'Closed.' });
    },
  };
}
