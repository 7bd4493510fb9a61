import type { CallContext, Handlers, RpcAnswer } from '../protocol/rpc.js';
import type { PanelSettings } from '../protocol/panel.js';
import type { ModelSource, WorkerMethods } from '../protocol/worker.js';
import type { Threads } from '../engine/kernels/shared.js';
import type { Trace } from '../engine/trace.js';
import { loadTypesetter } from '../render/typesetter.js';
import { cellAnswer } from './cellView.js';
import { createDocumentStore, createTraceCache } from './documentStore.js';
import { documentProblems } from './documentProblems.js';
import { hoverContent } from './hoverView.js';
import { itemSummaries } from './itemSummaries.js';
import { panelModel, traceOfShown } from './panelView.js';
import { createSubjects, type ShownSubject } from './subjects.js';
import { tileOf } from './tileView.js';

const ok = <T>(value: T): RpcAnswer<T> => ({ ok: true, value });

const cancelled = { ok: false, error: { code: 'cancelled', message: 'Cancelled.' } } as const;

/** Engine time for one picture of the panel, milliseconds. */
const panelDeadlineMs = 10_000;

/** Lets the worker answer what has come in meanwhile; false where the call is not wanted any more. */
const othersFirst =
  ({ isCancelled }: CallContext) =>
  async (): Promise<boolean> => {
    await new Promise((resolve) => setTimeout(resolve));
    return !isCancelled();
  };

/** How long a hover waits for lenses, milliseconds. */
const lensesLimitMs = 1_000;
/** A hover has no use for the example numbers of a larger tensor that is only declared. */
const maxHoverDeclared = 2 ** 20;

/** Lenses that come in above a hover push the text down, and VS Code then hides the hover: they go first. */
async function lensesOrAWhile(lenses: Promise<unknown> | undefined): Promise<void> {
  if (lenses === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, lensesLimitMs)));
  // What went wrong with lenses is said to who asked for them.
  await Promise.race([lenses.catch(() => undefined), limit]);
  clearTimeout(timer);
}

/**
 * What the worker answers; documents and numbers are kept between calls. `threads` take part in large
 * work.
 */
export function createService(threads?: Threads): Handlers<WorkerMethods> {
  const documents = createDocumentStore();
  const traceOf = createTraceCache(threads);
  const shownBy = createSubjects(documents);
  /** Lenses that are on their way, by document. */
  const listing = new Map<string, Promise<unknown>>();
  /** What is shown there with its numbers; null where there is nothing. */
  function traced(
    source: ModelSource,
    settings: PanelSettings,
    { isCancelled, progress }: CallContext,
    partial = false,
  ): RpcAnswer<{ readonly shown: ShownSubject; readonly trace: Trace } | null> {
    const shown = shownBy(source, settings);
    if (!shown.ok || shown.value === null) return shown.ok ? ok(null) : shown;
    const limits = { deadlineMs: panelDeadlineMs, isCancelled, onProgress: progress, partial };
    const trace = traceOfShown(shown.value, limits, traceOf);
    // Nobody waits for the words and pictures, which would take longer than the 50 ms of a cancel.
    return isCancelled() ? cancelled : ok({ shown: shown.value, trace });
  }

  return {
    open({ id, version, language, text, macros }) {
      documents.open(id, version, language, text, macros);
      return ok(null);
    },
    change(params) {
      return documents.change(params);
    },
    close({ id }) {
      documents.close(id);
      return ok(null);
    },
    async hover(params, { isCancelled }) {
      const found = documents.get(params);
      if (!found.ok) return found;
      if (params.images) await loadTypesetter();
      await lensesOrAWhile(listing.get(params.id));
      if (isCancelled()) return cancelled;
      const limits = { deadlineMs: params.deadlineMs, isCancelled, maxDeclared: maxHoverDeclared };
      return ok(hoverContent(found.value, params, (item) => traceOf(item, limits)));
    },
    async items(params, context) {
      const found = documents.get(params);
      if (!found.ok) return found;
      const { value } = found;
      const listed = itemSummaries(value.analysis(), params.locale, othersFirst(context));
      listing.set(params.id, listed);
      try {
        const items = await listed;
        return items === undefined ? cancelled : ok(items);
      } finally {
        if (listing.get(params.id) === listed) listing.delete(params.id);
      }
    },
    async problems(params, context) {
      const found = documents.get(params);
      if (!found.ok) return found;
      const { places, locale } = params;
      const problems = await documentProblems(found.value, places, locale, othersFirst(context));
      return problems === undefined ? cancelled : ok(problems);
    },
    async visualize(params, context) {
      const { id, version, start, end, settings, runs } = params;
      await loadTypesetter();
      const found = traced({ kind: 'document', id, version, start, end, runs }, settings, context);
      if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
      return ok(panelModel(found.value.shown, params, found.value.trace));
    },
    async example(params, context) {
      await loadTypesetter();
      const found = traced({ kind: 'example' }, params.settings, context);
      if (!found.ok) return found;
      if (found.value === null) throw new Error('the worked example is not read');
      const request = { ...params, uri: null, label: '' };
      return ok(panelModel(found.value.shown, request, found.value.trace));
    },
    async cell(params, context) {
      await loadTypesetter();
      const found = traced(params.source, params.settings, context, true);
      if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
      return ok(cellAnswer(found.value.shown, params, found.value.trace));
    },
    tile({ source, settings, step, query }, context) {
      const found = traced(source, settings, context, true);
      if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
      const value = found.value.trace.values[step];
      return ok(value?.ok === true ? tileOf(value.tensor, query) : null);
    },
  };
}
