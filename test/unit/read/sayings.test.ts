import { describe, expect, it } from 'vitest';
import { documentText } from '../../../src/read/documentText.js';
import { sayingsAround } from '../../../src/read/sayings.js';

const formula = '$y$';

/** What a text says in words of its formula y. */
function said(text: string, heading = ''): readonly string[] {
  const start = text.indexOf(formula);
  const span = { start, end: start + formula.length };
  return sayingsAround(documentText(text), span, heading);
}

describe('what is said of a formula', () => {
  const cases: [where: string, text: string, sayings: string[]][] = [
    ['in its sentence', 'The attention weights are computed as $y$', ['says weights']],
    ['in Japanese', 'スコアは次の式で計算する。\n\n損失は $y$', ['says loss']],
    ['in Chinese', '上下文向量为 $y$', ['says weightedSum']],
    ['by a label', '- **GELU**: $x$', ['says activation']],
    ['above a list', 'The loss:\n- $a$\n- $y$', ['says loss']],
    ['after it', '$y$ is the context vector.', ['says weightedSum']],
    ['in its row', '| Layer norm | $y$ |', ['says layerNorm']],
    ['nearest first', 'From the scores we get the weights $y$', ['says weights', 'says scores']],
  ];

  it.each(cases)('%s', (_, text, sayings) => {
    expect(said(text).slice(0, sayings.length)).toEqual(sayings);
  });

  const nothing: [where: string, text: string][] = [
    ['in the item before', '- The loss function\n- A logarithm: $y$'],
    ['in the item before, without words of its own', '- The loss function\n- $y$'],
    ['in the sentence before', 'The loss falls. Then $y$'],
    ['in a row that works something else out', 'loss = 2 + 3\nrate: $y$'],
    ['of its letters after it', '$y$, where $b$ is the loss'],
  ];

  it.each(nothing)('is not what is said %s', (_, text) => {
    expect(said(text)).toEqual([]);
  });

  it('is said by its heading last', () => {
    expect(said('The scores $y$', 'Masks')).toEqual(['says scores', 'says mask']);
  });
});
