import type { CallContext, Handlers } from '../protocol/rpc.js';
import type { WorkerMethods } from '../protocol/worker.js';
import { loadTypesetter } from '../render/typesetter.js';

/** Milliseconds without a message after which the worker counts as idle. */
const idleMs = 40;

const context: CallContext = { isCancelled: () => false, progress: () => undefined };

const samples = {
  markdown: String.raw`$\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V$`,
  python: 'import torch\nx = torch.randn(3, 4)\nweights = torch.softmax(x @ x.T, dim=-1)\n',
} as const;

/** A first hover on a document of the kind, which nobody sees. */
function hoverOn(language: keyof typeof samples, service: Handlers<WorkerMethods>) {
  const text = samples[language];
  const document = { id: `attention-lens-warm-up:${language}`, version: 1 };
  const options = { theme: 'dark', locale: 'en', images: true, deadlineMs: 1_000 } as const;
  return async (): Promise<void> => {
    await service.open({ ...document, language, text }, context);
    await service.hover({ ...document, ...options, offset: text.indexOf('softmax') }, context);
    await service.close(document, context);
  };
}

/**
 * Wakes up what the first hover needs and the first answer does not: MathJax takes a tenth of a
 * second to load and start. Waits until no message has come for a while, then goes step by step,
 * so that a message that comes in between waits for one step at most.
 */
export function createWarmUp(service: Handlers<WorkerMethods>): { readonly busy: () => void } {
  const steps = [loadTypesetter, hoverOn('markdown', service), hoverOn('python', service)];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    if (steps.length > 0) timer = setTimeout(() => void step(), idleMs);
  };
  const step = async (): Promise<void> => {
    await steps.shift()?.();
    later();
  };
  later();
  return { busy: later };
}
