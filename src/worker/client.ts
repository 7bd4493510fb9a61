import type { WorkerHandle } from '../platform.js';
import { createCaller, type Caller, type RpcAnswer } from '../protocol/rpc.js';
import type { DocumentRef, WorkerMethods } from '../protocol/worker.js';
import type { DocumentLanguage } from '../analysisTypes.js';

/** A document as callers hand it over; its text is asked for once per version. */
export interface SourceDocument extends DocumentRef {
  readonly language: DocumentLanguage;
  readonly getText: () => string;
}

type Answer<K extends keyof WorkerMethods> = Promise<RpcAnswer<WorkerMethods[K]['result']>>;

/** Parameters of a method apart from the document's own. */
type Rest<K extends keyof WorkerMethods> = Omit<WorkerMethods[K]['params'], keyof DocumentRef>;

export interface AnalysisClient {
  /** Calls a method about a document, sending its text first where the worker does not have it. */
  ask<K extends 'hover' | 'items' | 'visualize'>(
    method: K,
    document: SourceDocument,
    rest: Rest<K>,
    options: { readonly signal?: AbortSignal; readonly timeoutMs: number },
  ): Answer<K>;
  call<K extends 'example' | 'cell'>(
    method: K,
    params: WorkerMethods[K]['params'],
    options: { readonly timeoutMs: number },
  ): Answer<K>;
  /** Makes sure that the worker has this version of the document. */
  open(document: SourceDocument): void;
  close(id: string): void;
  restart(): void;
  dispose(): void;
}

interface Running {
  readonly handle: WorkerHandle;
  readonly caller: Caller<WorkerMethods>;
  /** Version of each document that this worker has. */
  readonly sent: Map<string, number>;
}

/** Time a worker gets past a call's own limit before it counts as hung. */
const graceMs = 2_000;

/**
 * Talks to the worker: starts it at the first call, replaces it when it dies or hangs, and sends
 * each version of a document once. A hung call fails with `timeout`; the next call gets a new worker.
 */
export function createAnalysisClient(
  start: () => WorkerHandle,
  onReplaced: (reason: string) => void = () => undefined,
): AnalysisClient {
  let running: Running | undefined;

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
    };
    handle.onExit((reason) => discard(made, `The engine stopped (${reason}).`));
    running = made;
    return made;
  }

  function open(worker: Running, document: SourceDocument): void {
    if (worker.sent.get(document.id) === document.version) return;
    worker.sent.set(document.id, document.version);
    const { id, version, language } = document;
    void worker.caller.call('open', { id, version, language, text: document.getText() });
  }

  async function guarded<T>(worker: Running, answer: Promise<RpcAnswer<T>>): Promise<RpcAnswer<T>> {
    const result = await answer;
    if (!result.ok && result.error.code === 'timeout')
      discard(worker, 'The engine did not answer.');
    return result;
  }

  return {
    ask(method, document, rest, { signal, timeoutMs }) {
      const worker = current();
      open(worker, document);
      const params = { ...rest, id: document.id, version: document.version };
      return guarded(
        worker,
        worker.caller.call(method, params as WorkerMethods[typeof method]['params'], {
          signal,
          timeoutMs: timeoutMs + graceMs,
        }),
      );
    },
    call(method, params, { timeoutMs }) {
      const worker = current();
      return guarded(
        worker,
        worker.caller.call(method, params, { timeoutMs: timeoutMs + graceMs }),
      );
    },
    open: (document) => open(current(), document),
    close(id) {
      if (running?.sent.delete(id) === true) void running.caller.call('close', { id });
    },
    restart() {
      if (running !== undefined) discard(running, 'The engine was restarted.');
    },
    dispose() {
      running?.handle.terminate();
      running?.caller.failAll({ code: 'disposed', message: 'Closed.' });
      running = undefined;
    },
  };
}
