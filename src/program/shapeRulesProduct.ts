import type { Dim, Shape } from './dim.js';
import { dimText, shapeLabel } from './dims.js';
import { parseEinsum } from './einsum.js';
import type { ShapeContext } from './shapeContext.js';
import {
  broadcast,
  differentSizes,
  fail,
  known,
  type Operand,
  type Rule,
  type Sized,
} from './shapeSupport.js';

const innerSizes = 'the inner sizes';

/** torch.matmul: vectors get a size-1 axis that is dropped again; leading axes broadcast. */
function matmul(a: Shape | undefined, b: Shape | undefined, context: ShapeContext): Sized {
  // A scalar operand means a plain product; formulas do not mark the difference.
  if (a?.length === 0) return known(b);
  if (b?.length === 0) return known(a);
  if (a === undefined || b === undefined) return known(undefined);
  const left = a[a.length - 1] ?? 1;
  const right = (b.length === 1 ? b[0] : b[b.length - 2]) ?? 1;
  if (!context.unify(left, right)) {
    return differentSizes('inner', innerSizes, [0, a, left], [1, b, right]);
  }
  const batch = broadcast(
    [
      { input: 0, shape: a, part: a.slice(0, -2) },
      { input: 1, shape: b, part: b.slice(0, -2) },
    ],
    context,
    'the leading sizes',
  );
  if (!batch.ok || batch.value === undefined) return batch;
  const rows = a.length > 1 ? a.slice(-2, -1) : [];
  const columns = b.length > 1 ? b.slice(-1) : [];
  return known([...batch.value, ...rows, ...columns]);
}

/** x @ weightᵀ + bias with weight [out, in], as torch.nn.functional.linear. */
function linear([x, weight, bias]: readonly (Shape | undefined)[], context: ShapeContext): Sized {
  if (x === undefined || weight === undefined) return known(undefined);
  const single = weight.length === 1;
  const left = x[x.length - 1];
  const right = weight[single ? 0 : 1];
  if (left === undefined || right === undefined || weight.length > 2) {
    return fail(
      'weightRank',
      '{0} is {shape0} and {1} is {shape1}: a linear layer wants a weight [out, in].',
      {
        operand0: 0,
        operand1: 1,
        shape0: shapeLabel(x),
        shape1: shapeLabel(weight),
      },
    );
  }
  const out = single ? 1 : (weight[0] ?? 1);
  if (!context.unify(left, right)) {
    return differentSizes('inner', innerSizes, [0, x, left], [1, weight, right]);
  }
  const size = bias?.[0];
  if (bias?.length === 1 && size !== undefined && !context.unify(out, size)) {
    return differentSizes('parameter', 'the sizes', [1, weight, out], [2, bias, size]);
  }
  return known([...x.slice(0, -1), ...(single ? [] : [context.resolve(out)])]);
}

const einsum: Rule<'einsum'> = (operation, inputs, context) => {
  const parsed = parseEinsum(operation.equation);
  if (!parsed.ok) return fail('equation', parsed.error, {});
  const wanted = parsed.value.inputs.length;
  if (wanted !== inputs.length) {
    return fail('operands', 'The equation {equation} wants {count} operands, not {given}.', {
      equation: operation.equation,
      count: wanted,
      given: inputs.length,
    });
  }
  if (inputs.some((s) => s === undefined)) return known(undefined);
  const sizes = new Map<string, Dim>();
  const middles: Operand[] = [];
  for (const [i, term] of parsed.value.inputs.entries()) {
    const shape = inputs[i] ?? [];
    const extra = shape.length - term.before.length - term.after.length;
    if (extra < 0 || (extra > 0 && !term.ellipsis)) {
      return fail(
        'rank',
        `{${i}} is {shape0}: the equation {equation} wants another number of axes.`,
        {
          shape0: shapeLabel(shape),
          equation: operation.equation,
        },
      );
    }
    const part = shape.slice(term.before.length, term.before.length + extra);
    middles.push({ input: i, shape, part });
    const letters = [...term.before, ...term.after];
    const dims = [
      ...shape.slice(0, term.before.length),
      ...shape.slice(term.before.length + extra),
    ];
    for (const [j, letter] of letters.entries()) {
      const d = dims[j] ?? 1;
      const before = sizes.get(letter);
      if (before === undefined || before === 1) sizes.set(letter, d);
      else if (d !== 1 && !context.unify(before, d)) {
        return fail(
          'index',
          'The index {letter} is {size0} in one operand and {size1} in another.',
          {
            letter,
            size0: dimText(before),
            size1: dimText(d),
          },
        );
      }
    }
  }
  const ellipsis = broadcast(middles, context);
  if (!ellipsis.ok || ellipsis.value === undefined) return ellipsis;
  const { output } = parsed.value;
  const size = (letter: string): Dim => context.resolve(sizes.get(letter) ?? 1);
  return known([
    ...output.before.map(size),
    ...(output.ellipsis ? ellipsis.value : []),
    ...output.after.map(size),
  ]);
};

/** Rules of products of tensors. */
export const productRules = {
  matmul: ((_operation, [a, b], context) => matmul(a, b, context)) as Rule<'matmul'>,
  linear: ((_operation, inputs, context) => linear(inputs, context)) as Rule<'linear'>,
  einsum,
};
