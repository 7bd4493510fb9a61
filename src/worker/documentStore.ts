import { analyzeDocument, evaluateItem } from '../analysis.js';
import { wantedValues } from '../analysis/wanted.js';
import {
  createMemory,
  documentText,
  type DocumentMemory,
  type DocumentText,
} from '../analysis/memory.js';
import type { AnalyzedItem, DocumentAnalysis, DocumentLanguage } from '../analysisTypes.js';
import type { Threads } from '../engine/kernels/shared.js';
import type { Trace } from '../engine/trace.js';
import type { DocumentRef, WorkerMethods } from '../protocol/worker.js';
import type { RpcAnswer } from '../protocol/rpc.js';

/** A document with its analysis, made at the first question about that version. */
export interface StoredDocument {
  readonly version: number;
  /** What its versions have in common. */
  readonly memory: DocumentMemory;
  readonly language: DocumentLanguage;
  readonly text: DocumentText;
  /** TeX macros of the settings. */
  readonly macros: Readonly<Record<string, string>> | undefined;
  analysis(): DocumentAnalysis;
}

/** Open documents kept; the least recently used one goes first. */
const maxDocuments = 24;
/** Characters of all kept documents together. */
const maxCharacters = 64_000_000;

export interface DocumentStore {
  open(
    id: string,
    version: number,
    language: DocumentLanguage,
    text: string | DocumentText,
    macros?: Readonly<Record<string, string>>,
  ): void;
  /** A version that differs from the one kept by some edits. */
  change(edited: WorkerMethods['change']['params']): RpcAnswer<null>;
  close(id: string): void;
  get(ref: DocumentRef): RpcAnswer<StoredDocument>;
}

const unknown = {
  ok: false,
  error: {
    code: 'unknown-document',
    message: 'This version of the document is not known to the engine.',
  },
} as const;

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
  const open: DocumentStore['open'] = (id, version, language, given, macros) => {
    const text = documentText(given);
    let made: DocumentAnalysis | undefined;
    const memory = documents.get(id)?.memory ?? createMemory();
    documents.delete(id);
    documents.set(id, {
      version,
      memory,
      language,
      text,
      macros,
      analysis: () => (made ??= analyzeDocument(text, language, memory, macros)),
    });
    evict();
  };
  return {
    open,
    change({ id, version, since, edits, length }) {
      const before = documents.get(id);
      const text = before?.version === since ? before.memory.edited(before.text, edits) : undefined;
      if (before === undefined || text?.length !== length) return unknown;
      open(id, version, before.language, text, before.macros);
      return { ok: true, value: null };
    },
    close: (id) => void documents.delete(id),
    get({ id, version }) {
      const found = documents.get(id);
      if (found === undefined || found.version !== version) return unknown;
      documents.delete(id);
      documents.set(id, found);
      return { ok: true, value: found };
    },
  };
}

interface Cached {
  readonly key: string;
  readonly trace: Trace;
  /** With large tensors that are only declared. */
  readonly whole: boolean;
  /** Stopped by its deadline: good for what is shown of it, not for a new picture. */
  readonly cutOff: boolean;
}

/** Bytes of the numbers that are kept besides those last asked for. */
const maxKeptBytes = 256 * 2 ** 20;
const maxTraces = 64;

/**
 * Numbers of programs, the least recently used given up first. A run that was cut off serves only
 * those who ask with `partial`: it would be cut off again.
 */
export function createTraceCache(threads?: Threads) {
  const traces = new Map<object, Cached>();
  function keep(program: object, cached: Cached): void {
    traces.delete(program);
    traces.set(program, cached);
    let bytes = [...traces.values()].reduce((sum, { trace }) => sum + trace.bytes, 0);
    for (const [oldest, { trace }] of traces) {
      const isWithin = traces.size <= maxTraces && bytes - cached.trace.bytes <= maxKeptBytes;
      if (oldest === program || isWithin) return;
      bytes -= trace.bytes;
      traces.delete(oldest);
    }
  }
  return (
    item: AnalyzedItem,
    options: {
      readonly deadlineMs: number;
      readonly isCancelled: () => boolean;
      readonly onProgress?: (done: number, total: number) => void;
      readonly exampleSeed?: number;
      readonly bindings?: Readonly<Record<string, number>>;
      readonly partial?: boolean;
      /** Larger tensors that a formula only declares are left out. */
      readonly maxDeclared?: number;
    },
  ): Trace => {
    const { maxDeclared } = options;
    const key = JSON.stringify([options.exampleSeed ?? 0, options.bindings ?? {}]);
    const kept = traces.get(item.program);
    const isFit = kept?.key === key && (!kept.cutOff || options.partial === true);
    const found = isFit ? kept : undefined;
    const wanted =
      maxDeclared === undefined || found?.whole === true
        ? undefined
        : wantedValues(item, maxDeclared);
    if (found !== undefined && (found.whole || wanted !== undefined)) {
      keep(item.program, found);
      return found.trace;
    }
    const only = wanted === undefined ? {} : { keep: wanted };
    const trace = evaluateItem(item, { ...options, ...only, threads });
    const stopped = (code: string): boolean =>
      trace.values.some((v) => !v.ok && v.error.code === code);
    const whole = wanted === undefined;
    if (!stopped('cancelled'))
      keep(item.program, { key, trace, whole, cutOff: stopped('deadline') });
    return trace;
  };
}

export type TraceCache = ReturnType<typeof createTraceCache>;
