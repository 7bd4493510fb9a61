import { describe, expect, it } from 'vitest';
import { tensorOf } from '../../../src/engine/tensor.js';
import { translateError } from '../../../src/explain/messages.js';
import { applyTo, refusals } from './operationsGolden.js';

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

describe('what PyTorch refuses is an error', () => {
  it.each(refusals)('$name', ({ operation, inputs, why }) => {
    const result = applyTo(operation, inputs, inputs[0]?.dtype ?? 'float32');
    if (result.ok) throw new Error(`gives ${shapeText(result.tensor.shape)}`);
    const { code, message, values } = result.error;
    expect(['shape-mismatch', 'bad-value']).toContain(code);
    // The operation, its operands' shapes, and why.
    expect(message).toMatch(new RegExp(`^${operation.kind}\\b`));
    for (const x of inputs) expect(message).toContain(shapeText(x.shape));
    expect(message).toContain(why);
    expect(values).toHaveProperty('reason');
  });

  it.each(refusals)('$name, in Japanese', ({ operation, inputs }) => {
    const result = applyTo(operation, inputs, inputs[0]?.dtype ?? 'float32');
    if (result.ok) throw new Error('there is a tensor');
    const text = translateError(result.error, 'ja');
    expect(text).toMatch(/[ぁ-ん].*。$/);
    expect(text).not.toMatch(/[{}]/);
    expect(text).not.toContain('値が正しくないため');
  });
});

describe('integers that are not held exactly are not shown', () => {
  // PyTorch makes −2⁶³ of them all.
  it.each([NaN, Infinity, -Infinity, 1e20])('%s as an integer', (x) => {
    const result = applyTo({ kind: 'cast', dtype: 'int64' }, [tensorOf([1], [x])], 'int64');
    expect(result).toMatchObject({ ok: false, error: { code: 'unsupported' } });
    expect(result.ok ? '' : result.error.message).toMatch(/^cast of \[1\]: /);
  });

  // PyTorch wraps around at 2⁶³.
  it.each(['add', 'mul', 'pow'] as const)('%s past 2⁵³', (kind) => {
    const large = tensorOf([2], [2 ** 53 - 1, 3 ** 33], 'int64');
    expect(applyTo({ kind }, [large, large], 'int64')).toMatchObject({
      ok: false,
      error: { code: 'unsupported' },
    });
  });
});
