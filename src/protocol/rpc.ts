/**
 * Calls between two sides of a message port (host and worker). Every call is answered once, with
 * `ok` or `err`; nothing throws across the port. A cancelled call answers `cancelled` at once; the
 * other side learns of it by a message and, where it is busy and can't read messages, by `flags`.
 */
export interface RpcError {
  readonly code: string;
  readonly message: string;
}

export type RpcMessage =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly method: string;
      readonly params: unknown;
    }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'flags'; readonly flags: Int32Array }
  | { readonly kind: 'ok'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'err'; readonly id: number; readonly error: RpcError }
  /** Any number of times before the answer. */
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly done: number;
      readonly total: number;
    };

/** One end of a message channel. */
export interface Port {
  post(message: RpcMessage, transfer?: readonly ArrayBuffer[]): void;
  on(listener: (message: RpcMessage) => void): void;
}

/** Methods of one side: each takes one parameter object and answers with one value. */
export type Methods<M> = { [K in keyof M]: { params: unknown; result: unknown } };

export type RpcAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: RpcError };

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call fails with `timeout`. */
  readonly timeoutMs?: number;
  /** Work done of an estimate of all, in steps of no unit; only while there is no answer. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Caller<M extends Methods<M>> {
  call<K extends keyof M & string>(
    method: K,
    params: M[K]['params'],
    options?: CallOptions,
  ): Promise<RpcAnswer<M[K]['result']>>;
  /** Answers everything still open with `error`; used when the other side is gone. */
  failAll(error: RpcError): void;
}

/** Slots for cancelled ids; a later call with the same slot overwrites it, which only costs time. */
const flagSlots = 64;

const failure = (code: string, message: string): { ok: false; error: RpcError } => ({
  ok: false,
  error: { code, message },
});

export function createCaller<M extends Methods<M>>(port: Port): Caller<M> {
  const open = new Map<number, (answer: RpcAnswer<unknown>) => void>();
  const watched = new Map<number, (done: number, total: number) => void>();
  const flags =
    typeof SharedArrayBuffer === 'undefined'
      ? undefined
      : new Int32Array(new SharedArrayBuffer(flagSlots * Int32Array.BYTES_PER_ELEMENT));
  let last = 0;
  port.on((message) => {
    if (message.kind === 'ok') open.get(message.id)?.({ ok: true, value: message.value });
    else if (message.kind === 'err') open.get(message.id)?.({ ok: false, error: message.error });
    else if (message.kind === 'progress') watched.get(message.id)?.(message.done, message.total);
  });
  if (flags !== undefined) port.post({ kind: 'flags', flags });

  return {
    call(method, params, { signal, timeoutMs, onProgress } = {}) {
      if (signal?.aborted === true) return Promise.resolve(failure('cancelled', 'Cancelled.'));
      last += 1;
      const id = last;
      return new Promise((resolve) => {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const settle = (answer: RpcAnswer<unknown>): void => {
          open.delete(id);
          watched.delete(id);
          clearTimeout(timer);
          signal?.removeEventListener('abort', cancel);
          resolve(answer as RpcAnswer<M[typeof method]['result']>);
        };
        const giveUp = (answer: RpcAnswer<unknown>): void => {
          if (flags !== undefined) Atomics.store(flags, id % flagSlots, id);
          port.post({ kind: 'cancel', id });
          settle(answer);
        };
        const cancel = (): void => giveUp(failure('cancelled', 'Cancelled.'));
        open.set(id, settle);
        if (onProgress !== undefined) watched.set(id, onProgress);
        signal?.addEventListener('abort', cancel);
        if (timeoutMs !== undefined) {
          timer = setTimeout(() => {
            giveUp(failure('timeout', `No answer within ${timeoutMs} ms.`));
          }, timeoutMs);
        }
        try {
          port.post({ kind: 'call', id, method, params });
        } catch (error) {
          // Parameters that can't be cloned are a mistake of the caller's, which must not go unanswered.
          settle(failure('internal', error instanceof Error ? error.message : String(error)));
        }
      });
    },
    failAll(error) {
      for (const settle of [...open.values()]) settle({ ok: false, error });
    },
  };
}

export interface CallContext {
  isCancelled(): boolean;
  /** Tells the caller how far the work is. */
  progress(done: number, total: number): void;
}

export type Handlers<M extends Methods<M>> = {
  readonly [K in keyof M]: (
    params: M[K]['params'],
    context: CallContext,
  ) => RpcAnswer<M[K]['result']> | Promise<RpcAnswer<M[K]['result']>>;
};

/** Buffers worth moving instead of copying. */
function transferables(
  value: unknown,
  found = new Set<ArrayBuffer>(),
  depth = 0,
): Set<ArrayBuffer> {
  if (depth > 6 || typeof value !== 'object' || value === null) return found;
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) {
      found.add(value.buffer);
    }
    return found;
  }
  for (const part of Object.values(value)) transferables(part, found, depth + 1);
  return found;
}

/**
 * Answers calls on `port`. A handler's own bug is answered as `internal` instead of ending the
 * worker. Buffers in an answer are moved: handlers answer with copies they do not keep.
 */
export function serve<M extends Methods<M>>(port: Port, handlers: Handlers<M>): void {
  let flags: Int32Array | undefined;
  const working = new Set<number>();
  const cancelled = new Set<number>();
  const isCancelled = (id: number): boolean =>
    cancelled.has(id) || (flags !== undefined && Atomics.load(flags, id % flagSlots) === id);

  async function answer(id: number, method: string, params: unknown): Promise<void> {
    if (!Object.hasOwn(handlers, method)) {
      port.post({
        kind: 'err',
        id,
        error: { code: 'unknown-method', message: `No method ${method}.` },
      });
      return;
    }
    const handler = handlers[method as keyof M];
    working.add(id);
    try {
      const result = isCancelled(id)
        ? failure('cancelled', 'Cancelled.')
        : await handler(params as M[keyof M]['params'], {
            isCancelled: () => isCancelled(id),
            progress: (done, total) => port.post({ kind: 'progress', id, done, total }),
          });
      if (result.ok)
        port.post({ kind: 'ok', id, value: result.value }, [...transferables(result.value)]);
      else port.post({ kind: 'err', id, error: result.error });
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      port.post({ kind: 'err', id, error: { code: 'internal', message } });
    } finally {
      working.delete(id);
      cancelled.delete(id);
    }
  }

  port.on((message) => {
    if (message.kind === 'flags') ({ flags } = message);
    else if (message.kind === 'cancel') {
      if (working.has(message.id)) cancelled.add(message.id);
    } else if (message.kind === 'call') void answer(message.id, message.method, message.params);
  });
}
