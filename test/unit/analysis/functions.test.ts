import { describe, expect, it } from 'vitest';
import { analyzeDocument, evaluateItem } from '../../../src/analysis.js';
import type { AnalyzedItem } from '../../../src/analysisTypes.js';
import { explain, explainPart } from '../../../src/explain/index.js';
import { toPyTorch } from '../../../src/explain/index.js';

const itemsOf = (note: string): readonly AnalyzedItem[] => analyzeDocument(note, 'markdown').items;

function lastOf(note: string): AnalyzedItem {
  const item = itemsOf(note).at(-1);
  if (item === undefined) throw new Error(`nothing found in ${note}`);
  return item;
}

/** Shape and numbers of what a formula gives; undefined where there are none. */
function resultOf(item: AnalyzedItem) {
  const value = evaluateItem(item).values[item.root ?? -1];
  return value?.ok === true
    ? { shape: value.tensor.shape, data: [...value.tensor.data] }
    : undefined;
}

const shapeOf = (item: AnalyzedItem) => item.shapes[item.root ?? -1];

describe('a layer that a formula only names', () => {
  it.each([
    String.raw`\text{LayerNorm}(x + \text{Sublayer}(x))`,
    String.raw`x + \text{MHA}(\text{LN}(x))`,
    String.raw`x + \text{Dropout}(\text{SelfAttention}(x))`,
    String.raw`\text{LN}(x + \text{MultiHead}(x, x, x))`,
    String.raw`y = F(x) + x`,
    String.raw`y = x + \mathcal{F}(\text{LN}(x), W)`,
    String.raw`y = x + \alpha \cdot \text{Dropout}(F(\text{LN}(x)))`,
  ])('keeps the shape of what it is given: %s', (tex) => {
    const item = lastOf(`# Residual connections\n\n$$${tex}$$\n`);
    expect(item.kind).toBe('residual');
    expect(shapeOf(item)).toEqual(['n', 'd_model']);
    expect(resultOf(item)?.shape).toEqual([3, 8]);
  });

  it('has the same numbers wherever it stands', () => {
    const [one, other] = itemsOf('$y = x + \\text{FFN}(x)$\n\nand $\\text{FFN}(x)$, later\n');
    const values = one?.program.values.filter((v) => v.operation.kind === 'call') ?? [];
    const trace = one && evaluateItem(one).values[values[0]?.id ?? -1];
    expect(trace?.ok === true && [...trace.tensor.data]).toEqual(other && resultOf(other)?.data);
  });

  it('of other queries, keys and values is not guessed', () => {
    const item = lastOf('$$h = x + \\text{MultiHead}(Q, K, V)$$\n');
    expect(resultOf(item)).toBeUndefined();
  });

  it('that is no layer is not guessed', () => {
    expect(resultOf(lastOf('$$y = \\text{loss}(x)$$\n'))).toBeUndefined();
    expect(resultOf(lastOf('$$y = g(x) + z$$\n'))).toBeUndefined();
  });

  it('is said to be an example', () => {
    const item = lastOf('$$x + \\text{Sublayer}(x)$$\n');
    const layer = item.program.values.find((v) => v.operation.kind === 'call')?.id ?? -1;
    expect(explain(item, undefined, 'en').originLine).toContain('Sublayer() is only named');
    expect(explain(item, undefined, 'ja').originLine).toContain('例の値');
    expect(explainPart(item, undefined, layer, 'en').text).toMatch(/layer/);
    expect(toPyTorch(item, item.bindings)).toContain('torch.randn_like(x)');
  });
});

describe('a function that a note defines', () => {
  const network = String.raw`$$\text{FFN}(x) = \max(0, xW_1 + b_1)W_2 + b_2$$` + '\n\n';

  it('is worked out where it is called', () => {
    const written = lastOf(String.raw`$$x + (\max(0, xW_1 + b_1)W_2 + b_2)$$` + '\n');
    const called = lastOf(`${network}${String.raw`$$x + \text{FFN}(x)$$`}\n`);
    expect(called.kind).toBe('residual');
    expect(resultOf(called)).toEqual(resultOf(written));
  });

  it('is worked out for other arguments', () => {
    const written = lastOf(String.raw`$$z = \max(0, \text{LN}(u)W_1 + b_1)W_2 + b_2$$` + '\n');
    const called = lastOf(`${network}${String.raw`$$z = \text{FFN}(\text{LN}(u))$$`}\n`);
    expect(called.kind).toBe('feedForward');
    expect(resultOf(called)?.data).toEqual(resultOf(written)?.data);
  });

  it('stands where it is called', () => {
    const tex = String.raw`\text{FFN}(x)`;
    const item = lastOf(`${network}$$y = ${tex} + x$$\n`);
    const call = item.program.values.find((v) => v.tex === tex);
    expect(item.source.slice((call?.span.start ?? 0) - item.span.start).startsWith(tex)).toBe(true);
  });

  it('of one letter is held against the results that the note states', () => {
    const items = itemsOf('$f(x) = x^2 + 1$, so $f(3) = 10$ and $f(4) = 18$.\n');
    const found = items.flatMap((i) => i.problems.map((p) => p.message));
    expect(found).toEqual(['18 stated, 17 computed.']);
  });

  it('is worked out in the rows below', () => {
    const rows = String.raw`\begin{aligned} g(a, b) &= a b + 1 \\ y &= g(2, 3) \end{aligned}`;
    expect(resultOf(lastOf(`$$${rows}$$\n`))?.data).toEqual([7]);
  });

  it('is not what takes more or other things', () => {
    const other = lastOf(String.raw`$g(2x) = x + 1$, then $y = g(3)$` + '\n');
    expect(resultOf(other)).toBeUndefined();
    const more = lastOf(String.raw`$g(x) = x + 1$, then $y = g(3, 4)$` + '\n');
    expect(resultOf(more)).toBeUndefined();
  });

  it('that calls itself ends', () => {
    const item = lastOf('$f(n) = f(n - 1) + 1$, so $y = f(3)$\n');
    expect(resultOf(item)).toBeUndefined();
  });

  it('leaves what a formula is', () => {
    const note = String.raw`# Linear attention

$\phi(x) = \text{elu}(x) + 1$

$$O = \frac{\phi(Q)(\phi(K)^\top V)}{\phi(Q)\,\phi(K)^\top \mathbf{1}}$$
`;
    expect(lastOf(note).kind).toBe('attention.linear');
  });
});
