import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeDocument } from '../../../src/analysis.js';
import type { TextEdit } from '../../../src/protocol/worker.js';
import { createDocumentStore, type DocumentStore } from '../../../src/worker/documentStore.js';

const id = 'file:note.md';

const textOf = (store: DocumentStore, version: number): string | undefined => {
  const found = store.get({ id, version });
  return found.ok ? found.value.text.whole() : undefined;
};

const opened = (text: string): DocumentStore => {
  const store = createDocumentStore();
  store.open(id, 1, 'markdown', text, { R: '\\mathbb{R}' });
  return store;
};

/** Applies the edits of one version to the store's and to a text of our own. */
function change(store: DocumentStore, text: string, version: number, edits: readonly TextEdit[]) {
  let after = text;
  for (const { offset, length, text: inserted } of edits)
    after = after.slice(0, offset) + inserted + after.slice(offset + length);
  const { length } = after;
  const answer = store.change({ id, version, since: version - 1, edits, length });
  return { after, answer };
}

describe('a document that is sent as its edits', () => {
  it.each<readonly [string, string, readonly (readonly TextEdit[])[]]>([
    [
      'a key after another',
      'ab',
      [[{ offset: 1, length: 0, text: '$' }], [{ offset: 2, length: 0, text: 'x' }]],
    ],
    [
      'line ends of two characters',
      'a\r\nb\r\n',
      [[{ offset: 3, length: 1, text: '\r\n$d_k$' }], [{ offset: 0, length: 3, text: '' }]],
    ],
    [
      'several places at once',
      'x y x',
      [
        [
          { offset: 4, length: 1, text: '$x$' },
          { offset: 0, length: 1, text: '$x$' },
        ],
      ],
    ],
    [
      'an edit that is undone',
      '# $a$',
      [[{ offset: 2, length: 3, text: '' }], [{ offset: 2, length: 0, text: '$a$' }]],
    ],
    ['emoji', '😀 $a$', [[{ offset: 2, length: 1, text: '' }]]],
  ])('has the same text: %s', (_, first, versions) => {
    const store = opened(first);
    let text = first;
    for (const [i, edits] of versions.entries()) {
      const { after, answer } = change(store, text, i + 2, edits);
      text = after;
      expect(answer).toEqual({ ok: true, value: null });
      expect(textOf(store, i + 2)).toBe(text);
      expect(textOf(store, i + 1)).toBeUndefined();
    }
  });

  it.each([
    ['another version than the one kept', { since: 2 }],
    ['a document never opened', { id: 'file:other.md' }],
    ['edits that come to another length', { length: 7 }],
    ['an edit outside the text', { edits: [{ offset: 9, length: 0, text: 'x' }] }],
  ])('is not known, and what was kept stays: %s', (_, wrong) => {
    const store = opened('abc');
    const edits = [{ offset: 3, length: 0, text: 'x' }];
    expect(store.change({ id, version: 3, since: 1, edits, length: 4, ...wrong })).toMatchObject({
      ok: false,
      error: { code: 'unknown-document' },
    });
    expect(textOf(store, 1)).toBe('abc');
    expect(textOf(store, 3)).toBeUndefined();
  });

  it('is read as a whole text is', () => {
    const piece = fc.constantFrom(
      ...['# Heads\n', '\n', '\r\n', '$d_k = 4$', '$', '$$', ' words ', '\\newcommand{\\a}{b}'],
      ...['$$\nP = QK^\\top\n$$\n\n', '| $Q$ | queries |\n|---|---|\n', '- $K$: keys\n', '```\n'],
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    const place = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(8),
      text: fc.oneof(fc.constant(''), piece),
    });
    const events = fc.array(fc.array(place, { minLength: 1, maxLength: 3 }), { maxLength: 4 });
    fc.assert(
      fc.property(text, events, fc.boolean(), (first, made, asks) => {
        const store = opened(first);
        let now = first;
        let version = 1;
        for (const places of made) {
          version += 1;
          let length = now.length;
          const edits = places.map((p) => {
            const offset = Math.floor(p.at * length);
            const removed = Math.min(p.length, length - offset);
            length += p.text.length - removed;
            return { offset, length: removed, text: p.text };
          });
          now = change(store, now, version, edits).after;
          const found = store.get({ id, version });
          if (asks && found.ok) found.value.analysis().itemsNear({ start: 0, end: 40 });
        }
        const found = store.get({ id, version });
        const analysis = found.ok ? found.value.analysis() : undefined;
        const whole = analyzeDocument(now, 'markdown', undefined, { R: '\\mathbb{R}' });
        const said = ({ items, lineStarts }: typeof whole) => ({
          lineStarts,
          items: items.map(({ id: own, span, shapes, problems }) => ({
            own,
            span,
            shapes,
            problems,
          })),
        });
        expect(analysis && said(analysis)).toEqual(said(whole));
      }),
      { numRuns: Number(process.env['VERSION_RUNS'] ?? 60) },
    );
  });
});
