import type { RpcAnswer } from '../protocol/rpc.js';
import type { PanelSettings } from '../protocol/panel.js';
import type { ModelSource } from '../protocol/worker.js';
import { applySettings, type ChangedItem } from './controls.js';
import type { DocumentStore, StoredDocument } from './documentStore.js';
import { exampleItem } from './example.js';
import type { PanelSubject } from './panelView.js';
import { itemForRange, openComposites } from './subject.js';

/** What a panel shows: an item, and what the user's settings made of it. */
export interface ShownSubject {
  readonly subject: PanelSubject;
  readonly changed: ChangedItem;
}

/** Subjects kept for the panel's later questions about the numbers it shows. */
const maxKept = 4;

/**
 * Finds what a panel shows. The same question gives the same object as long as it is kept, and with
 * it the same program and numbers; one that was given up is made anew and has the same numbers.
 */
export function createSubjects(documents: DocumentStore) {
  const kept = new Map<string, ShownSubject & { readonly document: StoredDocument | null }>();

  function find(source: ModelSource, document: StoredDocument | null, settings: PanelSettings) {
    if (source.kind === 'example' || document === null) return exampleItem(settings);
    const { start, end, runs } = source;
    const analysis = document.analysis();
    const meant = itemForRange(analysis.itemsNear({ start, end }), start, end, runs);
    if (meant === undefined) return undefined;
    const { lineStarts } = analysis;
    return { ...meant, item: openComposites(meant.item), lineStarts, offset: start };
  }

  return (source: ModelSource, settings: PanelSettings): RpcAnswer<ShownSubject | null> => {
    const document = source.kind === 'example' ? null : documents.get(source);
    if (document?.ok === false) return document;
    const text = document?.value ?? null;
    const key = JSON.stringify([source, settings]);
    const known = kept.get(key);
    // A file that was closed and opened anew may have the same version and another text.
    const isKnown = known !== undefined && known.document === text;
    const subject = isKnown ? known.subject : find(source, text, settings);
    if (subject === undefined) return { ok: true, value: null };
    const changed = isKnown ? known.changed : applySettings(subject, settings);
    kept.delete(key);
    kept.set(key, { subject, changed, document: text });
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    return { ok: true, value: { subject, changed } };
  };
}
