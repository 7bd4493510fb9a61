import { describe, expect, it } from 'vitest';
import { analyze, inspectText } from '../../../src/analysis.js';

const inspected = (text: string) => inspectText(text, { language: 'markdown', maxElements: 100 });

/** How many different JSON texts, but for places, the items of a note are made of. */
function groupsOf(text: string): number {
  const { listed, sharedBy } = inspected(text);
  return new Set(listed.map(sharedBy)).size;
}

describe('formulas that stand again have their JSON in common', () => {
  it.each([
    ['a symbol alone', 'Here is $x$, ', 1],
    ['a symbol of which one thing is said', 'Here $x$ is the input of the layer, and $x$.\n\n', 1],
    [
      'a formula with a declared shape',
      'With $W \\in \\mathbb{R}^{3 \\times 2}$ it is $XW$.\n\n',
      2,
    ],
  ])('%s', (_name, sentence, groups) => {
    expect(groupsOf(sentence.repeat(20))).toBeLessThanOrEqual(groups + 2);
  });

  it('unless the document finds something else in them where they stand', () => {
    const note = [
      '# One\n\n$a = 2$ and $b = 3$ give $a b = 6$.\n',
      '# Two\n\n$a = 2$ and $b = 5$ give $a b = 6$.\n',
    ];
    const products = analyze(note.join('\n'), { language: 'markdown' }).items.filter(
      (i) => i.source === 'a b = 6',
    );
    const alone = note.map((text) =>
      analyze(text, { language: 'markdown' }).items.find((i) => i.source === 'a b = 6'),
    );
    expect(products.map((i) => i.problems.length)).toEqual(alone.map((i) => i?.problems.length));
  });

  it('and each its own places', () => {
    const text = 'Here is $x$ and $x$.';
    const { listed, jsonOf } = inspected(text);
    expect(listed.map((one) => jsonOf(one).range.start.character)).toEqual([9, 17]);
  });
});
