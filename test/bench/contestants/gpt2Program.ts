/** GPT-2's blocks (Radford et al. 2019) as a Program: what a reader of its code would hand to the engine. */
import { createBuilder } from '../../../src/program/builder.js';
import type { Operation } from '../../../src/program/operation.js';
import type { Program, ValueId } from '../../../src/program/value.js';

interface Sizes {
  readonly layers: number;
  readonly heads: number;
  readonly n: number;
  readonly dModel: number;
}

interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The program, and the value of each input by name: `x` and the weights of `tensors`. */
export function gpt2Program(
  { layers, heads, n, dModel }: Sizes,
  tensors: readonly NamedShape[],
): { program: Program; inputs: Record<string, ValueId>; output: ValueId } {
  const builder = createBuilder();
  const nowhere = { start: 0, end: 0 };
  const inputs: Record<string, ValueId> = {};
  for (const { name, shape } of [{ name: 'x', shape: [n, dModel] }, ...tensors]) {
    inputs[name] = builder.emit({ operation: { kind: 'input' }, span: nowhere, name, shape });
  }
  const step = (operation: Operation, ...operands: ValueId[]): ValueId =>
    builder.emit({ operation, inputs: operands, span: nowhere });
  const named = (name: string): ValueId => inputs[name]!;
  const norm = (x: ValueId, name: string): ValueId =>
    step(
      { kind: 'layerNorm', axes: 1, eps: 1e-5 },
      x,
      named(`${name}.weight`),
      named(`${name}.bias`),
    );
  const linear = (x: ValueId, name: string): ValueId =>
    step({ kind: 'linear' }, x, named(`${name}.weight`), named(`${name}.bias`));

  const dK = dModel / heads;
  const scale = step({ kind: 'tensor', shape: [], data: [Math.sqrt(dK)] });
  const later = step(
    { kind: 'triu', diagonal: 1 },
    step({ kind: 'cast', dtype: 'bool' }, step({ kind: 'ones', shape: [n, n] })),
  );

  function attention(x: ValueId, layer: number): ValueId {
    const qkv = linear(x, `${layer}.qkv`);
    const [q, k, v] = [0, 1, 2].map((part) => {
      const one = step({ kind: 'chunk', axis: -1, part, parts: 3 }, qkv);
      const split = step({ kind: 'reshape', shape: [n, heads, dK] }, one);
      return step({ kind: 'permute', axes: [1, 0, 2] }, split);
    }) as [ValueId, ValueId, ValueId];
    const keyTransposed = step({ kind: 'transpose', axis0: -2, axis1: -1 }, k);
    const scores = step({ kind: 'div' }, step({ kind: 'matmul' }, q, keyTransposed), scale);
    const masked = step({ kind: 'maskedFill', value: -Infinity }, scores, later);
    const weights = step({ kind: 'softmax', axis: -1 }, masked);
    const attended = step(
      { kind: 'permute', axes: [1, 0, 2] },
      step({ kind: 'matmul' }, weights, v),
    );
    const joined = step({ kind: 'reshape', shape: [n, dModel] }, attended);
    return linear(joined, `${layer}.projection`);
  }

  let x = named('x');
  for (let layer = 0; layer < layers; layer++) {
    x = step({ kind: 'add' }, x, attention(norm(x, `${layer}.norm1`), layer));
    const wide = linear(norm(x, `${layer}.norm2`), `${layer}.expand`);
    const active = step({ kind: 'gelu', approximate: 'tanh' }, wide);
    x = step({ kind: 'add' }, x, linear(active, `${layer}.contract`));
  }
  const output = norm(x, 'norm');
  return { program: builder.finish([output]), inputs, output };
}
