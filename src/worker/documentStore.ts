import { analyzeDocument, evaluateItem } from '../analysis.js';
import type { AnalyzedItem, DocumentAnalysis, DocumentLanguage } from '../analysisTypes.js';
import type { Trace } from '../engine/trace.js';
import type { DocumentRef } from '../protocol/worker.js';
import type { RpcAnswer } from '../protocol/rpc.js';

/** A document with its analysis, made at the first question about that version. */
export interface StoredDocument {
  readonly version: number;
  readonly language: DocumentLanguage;
  readonly text: string;
  analysis(): DocumentAnalysis;
}

/** Open documents kept; the least recently used one goes first. */
const maxDocuments = 24;
/** Characters of all kept documents together. */
const maxCharacters = 64_000_000;

export interface DocumentStore {
  open(id: string, version: number, language: DocumentLanguage, text: string): void;
  close(id: string): void;
  get(ref: DocumentRef): RpcAnswer<StoredDocument>;
}

export function createDocumentStore(): DocumentStore {
  const documents = new Map<string, StoredDocument>();
  function evict(): void {
    let characters = [...documents.values()].reduce((n, d) => n + d.text.length, 0);
    for (const [id, document] of documents) {
      if (documents.size <= 1) return;
      if (documents.size <= maxDocuments && characters <= maxCharacters) return;
      characters -= document.text.length;
      documents.delete(id);
    }
  }
  return {
    open(id, version, language, text) {
      let made: DocumentAnalysis | undefined;
      documents.delete(id);
      documents.set(id, {
        version,
        language,
        text,
        analysis: () => (made ??= analyzeDocument(text, language)),
      });
      evict();
    },
    close: (id) => void documents.delete(id),
    get({ id, version }) {
      const found = documents.get(id);
      if (found === undefined || found.version !== version) {
        const message = 'This version of the document is not known to the engine.';
        return { ok: false, error: { code: 'unknown-document', message } };
      }
      documents.delete(id);
      documents.set(id, found);
      return { ok: true, value: found };
    },
  };
}

interface Cached {
  readonly key: string;
  readonly trace: Trace;
}

/** Numbers of programs, kept as long as the program is; a cut-off run is not kept. */
export function createTraceCache() {
  const traces = new WeakMap<object, Cached>();
  return (
    item: AnalyzedItem,
    options: {
      readonly deadlineMs: number;
      readonly isCancelled: () => boolean;
      readonly exampleSeed?: number;
      readonly bindings?: Readonly<Record<string, number>>;
    },
  ): Trace => {
    const key = JSON.stringify([options.exampleSeed ?? 0, options.bindings ?? {}]);
    const found = traces.get(item.program);
    if (found?.key === key) return found.trace;
    const trace = evaluateItem(item, options);
    const cutOff = trace.values.some(
      (v) => !v.ok && (v.error.code === 'deadline' || v.error.code === 'cancelled'),
    );
    if (!cutOff) traces.set(item.program, { key, trace });
    return trace;
  };
}

export type TraceCache = ReturnType<typeof createTraceCache>;
