import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanVersion } from '../../../src/read/markdown.js';
import { changeBetween } from '../../../src/read/textChange.js';

const blocks = [
  'A sentence with $x_i$ in it, and a price of $5.\nIts second line has \\(y\\).\n\n',
  '## A heading with $d_k$\n\n',
  '$$\na = b\n$$\n\n',
  'Text right before $$c = d\n+ e$$ and after it.\n\n',
  '- a list with $q$\n- and more\n\n  with a paragraph $k$\n\n',
  '> a quote $v$\n> $$w\n> = z$$\n\n',
  '```math\nm = n\n```\n\n',
  '```python\nx = torch.eye(2)\n```\n',
  '| $a$ | $b$ |\n| --- | --- |\n| 1 | $c$ |\n\n',
  '<div>\n$h$\n</div>\n\n',
  '<!-- $hidden$ -->\n',
  '日本語の文章で $\\alpha$ を使う。\r\n\r\n',
  '\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n\n',
  'plain text\n===\n\n    code $no$\n\n',
];

const note = fc
  .array(fc.constantFrom(...blocks), { minLength: 60, maxLength: 900 })
  .map((parts) => parts.join(''));

const pieces = [
  ...['$', '$$', '\n', '\n\n', '```\n', '```', '> ', '- ', '    ', '#', '\\[', '\\]', '`', '<!--'],
  ...['-->', '<div>', 'a', ' = ', '\\', '\\begin{align}', '\\end{align}', '---\n', '\r', '|', ''],
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(3_000)),
  insert: fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(...blocks)),
});

describe('a version of a note after a change', () => {
  it('has the snippets that it has when it is read alone', () => {
    fc.assert(
      fc.property(note, fc.array(edit, { minLength: 1, maxLength: 8 }), (first, edits) => {
        let text = first;
        let scan = scanVersion(text);
        for (const { at, remove, insert } of edits) {
          const start = Math.floor(at * text.length);
          const next = text.slice(0, start) + insert + text.slice(start + remove);
          scan = scanVersion(next, { text, scan });
          text = next;
          expect(scan).toEqual(scanVersion(text));
        }
      }),
      { numRuns: Number(process.env['VERSION_RUNS'] ?? 40) },
    );
  });

  it('is looked through around the change alone', () => {
    const before = blocks.join('').repeat(200);
    const middle = before.length / 2;
    const after = `${before.slice(0, middle)}x${before.slice(middle)}`;
    const scan = scanVersion(before);
    const again = scanVersion(after, { text: before, scan });
    const kept = again.snippets.filter((s) => scan.snippets.includes(s));
    expect(kept.length).toBeGreaterThan(again.snippets.length / 4);
    expect(again).toEqual(scanVersion(after));
  });
});

describe('the change between two texts', () => {
  it('turns the one into the other', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, text, (head, before, after, tail) => {
        const [one, two] = [head + before + tail, head + after + tail];
        const change = changeBetween(one, two);
        if (change === undefined) {
          expect(one).toBe(two);
          return;
        }
        const { start, oldEnd, newEnd } = change;
        expect(one.slice(0, start) + two.slice(start, newEnd) + one.slice(oldEnd)).toBe(two);
      }),
    );
  });
});
