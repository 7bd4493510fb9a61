import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLines } from '../../../src/cli/lines.js';
import { createOutput, encoder, rangeKeys } from '../../../src/cli/output.js';
import { lineStarts, positionAt } from '../../../src/program/span.js';

const number = fc.oneof(fc.nat(12), fc.nat(1_000), fc.nat(20_000_000));

describe('the output of the command line', () => {
  it('writes ranges as JSON', () => {
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, d) => {
        const chunks: string[] = [];
        const output = createOutput((bytes) => chunks.push(new TextDecoder().decode(bytes)));
        output.bytes(encoder.encode(rangeKeys));
        output.range(a, b, c, d);
        output.text('}}');
        output.flush();
        expect(chunks.join('')).toBe(
          JSON.stringify({ start: { line: a, character: b }, end: { line: c, character: d } }),
        );
      }),
    );
  });

  it('hands on texts of any length in their order', () => {
    const texts = ['a'.repeat(300_000), 'é', 'b'.repeat(262_144), 'c'.repeat(47), '注'.repeat(49)];
    const chunks: Uint8Array[] = [];
    const output = createOutput((bytes) => chunks.push(bytes.slice()));
    for (const text of texts) output.text(text);
    output.flush();
    expect(Buffer.concat(chunks).toString('utf8')).toBe(texts.join(''));
  });
});

describe('lines of offsets', () => {
  it('are those of a search, in whatever order they are asked for', () => {
    const text = fc.array(fc.constantFrom('\n', 'x', 'ab', '\r\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(200)), (one, offsets) => {
        const starts = lineStarts(one);
        const lines = createLines(starts);
        for (const offset of offsets) {
          const { line, character } = positionAt(starts, offset);
          expect([lines.of(offset), offset - lines.start(line)]).toEqual([line, character]);
        }
      }),
    );
  });
});
