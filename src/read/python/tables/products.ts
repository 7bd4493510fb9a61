import { isOpen } from '../assume.js';
import { learnShape } from '../learn.js';
import { operate, type Reader } from '../reader.js';
import { isSequence, type TensorObject } from '../objects.js';
import { asTensor } from '../convert.js';
import { arg, given, keyword, tensorArg, type LibraryFunction, type Table } from './arguments.js';

const matmul: LibraryFunction = (r, call) => {
  const a = tensorArg(r, call, 0, 'input', 'x1', 'a');
  const b = tensorArg(r, call, 1, 'other', 'mat2', 'x2', 'b', 'tensor', 'vec');
  if (a === undefined || b === undefined) return undefined;
  const swap = (name: string, x: typeof a): typeof a => {
    const flag = keyword(call, name);
    return flag?.type === 'bool' && flag.value
      ? operate(r, { kind: 'transpose', axis0: -2, axis1: -1 }, [x], { span: call.span })
      : x;
  };
  return operate(r, { kind: 'matmul' }, [swap('transpose_a', a), swap('transpose_b', b)], call);
};

/** Operands of a batched product have three axes, the first of them the same. */
export function learnBatches(r: Reader, operands: readonly TensorObject[]): void {
  if (!r.frame.symbolic) return;
  const fresh = () => r.builder.context.fresh();
  const known = operands.flatMap((t) => r.builder.shape(t.id)?.[0] ?? []);
  const batch = known[0] ?? fresh();
  for (const t of operands) if (isOpen(r, t.id)) learnShape(r, t.id, [batch, fresh(), fresh()]);
}

/** torch.bmm takes three axes and nothing else. */
const batched: LibraryFunction = (r, call) => {
  const operands = [tensorArg(r, call, 0, 'input'), tensorArg(r, call, 1, 'mat2')];
  learnBatches(
    r,
    operands.flatMap((t) => t ?? []),
  );
  return matmul(r, call);
};

/** np.dot: a plain product for scalars, matmul up to two axes; more axes follow another rule. */
const dot: LibraryFunction = (r, call) => {
  const a = tensorArg(r, call, 0, 'input', 'a');
  const b = tensorArg(r, call, 1, 'other', 'b', 'tensor');
  if (a === undefined || b === undefined) return undefined;
  const ranks = [a, b].map((t) => r.builder.shape(t.id)?.length);
  if (ranks.includes(0)) return operate(r, { kind: 'mul' }, [a, b], call);
  if (ranks.some((n) => n !== undefined && n > 2) && ranks[1] !== 1 && ranks[1] !== 2)
    return undefined;
  return operate(r, { kind: 'matmul' }, [a, b], call);
};

const outer: LibraryFunction = (r, call) => {
  const a = tensorArg(r, call, 0, 'input', 'a');
  const b = tensorArg(r, call, 1, 'vec2', 'b');
  return a === undefined || b === undefined
    ? undefined
    : operate(r, { kind: 'einsum', equation: 'i,j->ij' }, [a, b], call);
};

/** The equation comes first, the operands after it, one by one or in a list. */
const einsum: LibraryFunction = (r, call) => {
  const equation = arg(call, 0, 'equation', 'subscripts');
  if (equation?.type !== 'string') return undefined;
  const second = given(call, 1);
  const operands =
    second !== undefined && isSequence(second.value)
      ? second.value.items.map((value) => ({ value, span: second.span, tex: undefined }))
      : call.args.slice(1);
  const tensors = operands.map((o) => asTensor(r, o.value, o));
  if (tensors.length === 0 || tensors.some((t) => t === undefined)) return undefined;
  return operate(
    r,
    { kind: 'einsum', equation: equation.value.replace(/\s+/g, '') },
    tensors.flatMap((t) => t ?? []),
    call,
  );
};

/** `baddbmm(input, a, b)` and `addmm(input, a, b)` with alpha and beta of 1. */
const addmm: LibraryFunction = (r, call) => {
  const base = tensorArg(r, call, 0, 'input');
  const a = tensorArg(r, call, 1, 'batch1', 'mat1');
  const b = tensorArg(r, call, 2, 'batch2', 'mat2');
  if (!base || !a || !b || keyword(call, 'alpha', 'beta')) return undefined;
  const product = operate(r, { kind: 'matmul' }, [a, b], { span: call.span });
  return operate(r, { kind: 'add' }, [base, product], call);
};

export const linear: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const weight = tensorArg(r, call, 1, 'weight');
  const third = arg(call, 2, 'bias');
  const bias =
    third === undefined || third.type === 'none' ? undefined : tensorArg(r, call, 2, 'bias');
  if (x === undefined || weight === undefined) return undefined;
  return operate(r, { kind: 'linear' }, bias === undefined ? [x, weight] : [x, weight, bias], call);
};

/** Products of tensors; also methods. */
export const products: Table = {
  matmul,
  mm: matmul,
  bmm: batched,
  mv: matmul,
  dot,
  inner: (r, call) => {
    const a = tensorArg(r, call, 0, 'input', 'a');
    const b = tensorArg(r, call, 1, 'other', 'b');
    if (a === undefined || b === undefined) return undefined;
    const turned =
      r.builder.shape(b.id)?.length === 1
        ? b
        : operate(r, { kind: 'transpose', axis0: -2, axis1: -1 }, [b], { span: call.span });
    return operate(r, { kind: 'matmul' }, [a, turned], call);
  },
  outer,
  ger: outer,
  einsum,
  addmm,
  baddbmm: addmm,
};
