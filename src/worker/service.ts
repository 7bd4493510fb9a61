import type { Handlers, RpcAnswer } from '../protocol/rpc.js';
import type { WorkerMethods } from '../protocol/worker.js';
import { cellAnswer } from './cellView.js';
import { createDocumentStore, createTraceCache } from './documentStore.js';
import { exampleItem } from './example.js';
import { hoverContent } from './hoverView.js';
import { itemSummaries } from './itemSummaries.js';
import { panelModel, type PanelSubject } from './panelView.js';
import { itemForRange, openComposites } from './subject.js';

const ok = <T>(value: T): RpcAnswer<T> => ({ ok: true, value });

/** Engine time for one picture of the panel, milliseconds. */
const panelDeadlineMs = 10_000;

/** What the worker answers; documents and numbers are kept between calls. */
export function createService(): Handlers<WorkerMethods> {
  const documents = createDocumentStore();
  const traceOf = createTraceCache();

  /** The item of a stretch of a document, opened for stepping. */
  function subjectOf(params: {
    readonly id: string;
    readonly version: number;
    readonly start: number;
    readonly end: number;
  }): RpcAnswer<PanelSubject | undefined> {
    const found = documents.get(params);
    if (!found.ok) return found;
    const analysis = found.value.analysis();
    const item = itemForRange(
      analysis.itemsNear({ start: params.start, end: params.end }),
      params.start,
      params.end,
    );
    return ok(
      item && { item: openComposites(item), lineStarts: analysis.lineStarts, offset: params.start },
    );
  }

  return {
    open({ id, version, language, text }) {
      documents.open(id, version, language, text);
      return ok(null);
    },
    close({ id }) {
      documents.close(id);
      return ok(null);
    },
    hover(params, { isCancelled }) {
      const found = documents.get(params);
      if (!found.ok) return found;
      const { deadlineMs } = params;
      return ok(
        hoverContent(found.value, params, (item) => traceOf(item, { deadlineMs, isCancelled })),
      );
    },
    items(params) {
      const found = documents.get(params);
      return found.ok ? ok(itemSummaries(found.value.analysis(), params.locale)) : found;
    },
    visualize(params, { isCancelled }) {
      const subject = subjectOf(params);
      if (!subject.ok) return subject;
      if (subject.value === undefined) return ok(null);
      const limits = { deadlineMs: panelDeadlineMs, isCancelled };
      return ok(panelModel(subject.value, params, limits, traceOf));
    },
    example(params, { isCancelled }) {
      const limits = { deadlineMs: panelDeadlineMs, isCancelled };
      const source = { uri: null, label: '' };
      return ok(
        panelModel(exampleItem(params.settings), { ...params, ...source }, limits, traceOf),
      );
    },
    cell(params, { isCancelled }) {
      const subject: RpcAnswer<PanelSubject | undefined> =
        params.source.kind === 'example'
          ? ok(exampleItem(params.settings))
          : subjectOf(params.source);
      if (!subject.ok) return subject;
      if (subject.value === undefined) return ok(null);
      const limits = { deadlineMs: panelDeadlineMs, isCancelled };
      return ok(cellAnswer(subject.value, params, limits, traceOf));
    },
  };
}
