/** The host's own way to the worker, bundled for the benchmark of its start. */
import { startWorker } from '../../src/platform.js';
import { createAnalysisClient, type AnalysisClient } from '../../src/worker/client.js';

const formula = String.raw`$\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V$`;

const document = {
  id: 'note',
  version: 1,
  language: 'markdown' as const,
  getText: () => formula,
};

const timeoutMs = 30_000;

const hover = (images: boolean) => (client: AnalysisClient) =>
  client.ask(
    'hover',
    document,
    {
      offset: formula.indexOf('softmax'),
      theme: 'light',
      locale: 'en',
      images,
      deadlineMs: 10_000,
    },
    { timeoutMs },
  );

/** First requests, each of which needs numbers of the engine. */
const requests = {
  /** The numbers as text: nothing is typeset. */
  text: hover(false),
  /** With pictures, for which the typesetter has to wake up. */
  pictures: hover(true),
};

/** What a worker has made of its code is kept a little later than this, milliseconds. */
const settledMs = 4_500;

/** Lets a worker live long enough to keep what V8 made of its code, as any first use does. */
export async function firstUse(workerFile: string, codeCache: string): Promise<void> {
  const client = createAnalysisClient(() => startWorker(workerFile, { codeCache }));
  await requests.pictures(client);
  await new Promise((resolve) => setTimeout(resolve, settledMs));
  client.dispose();
}

/**
 * Milliseconds from spawn to the first answer of a worker that nobody has asked before; without a
 * folder of kept code it is as after an installation.
 */
export async function firstAnswer(
  workerFile: string,
  request: keyof typeof requests,
  codeCache?: string,
): Promise<number> {
  const began = performance.now();
  const start = codeCache === undefined ? {} : { codeCache };
  const client = createAnalysisClient(() => startWorker(workerFile, start));
  const answer = await requests[request](client);
  const ms = performance.now() - began;
  client.dispose();
  if (!answer.ok) throw new Error(answer.error.message);
  if (answer.value === null) throw new Error('the worker has nothing to say of the formula');
  return ms;
}
