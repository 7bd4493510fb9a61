import { asTensor } from '../convert.js';
import { gradientValue } from '../gradients.js';
import {
  isSequence,
  tuple,
  type Call,
  type Given,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { newTensor, shapeOfTensor, type Reader } from '../reader.js';
import { arg, given, type LibraryFunction } from './arguments.js';
import { compose } from './compose.js';

/** One tensor or several; undefined where one is not known. */
function tensors(
  r: Reader,
  o: PyObject,
  place: { readonly span: { readonly start: number; readonly end: number } },
): TensorObject[] | undefined {
  const items = (isSequence(o) ? o.items : [o]).map((x) =>
    x.type === 'none' ? undefined : asTensor(r, x, place),
  );
  return items.every((t): t is TensorObject => t !== undefined) ? items : undefined;
}

/** torch.autograd.grad(outputs, inputs, grad_outputs): one gradient for each input. */
export const autogradGrad: LibraryFunction = (r, call) => {
  const [outputs, inputs, seeds] = [
    given(call, 0, 'outputs'),
    given(call, 1, 'inputs'),
    given(call, 2, 'grad_outputs'),
  ];
  if (outputs === undefined || inputs === undefined) return undefined;
  const [output, ...more] = tensors(r, outputs.value, outputs) ?? [];
  const wanted = tensors(r, inputs.value, inputs);
  const none = seeds === undefined || seeds.value.type === 'none';
  const seed = none ? undefined : tensors(r, seeds.value, seeds)?.[0];
  if (output === undefined || more.length > 0 || wanted === undefined) return undefined;
  if (!none && seed === undefined) return undefined;
  const place = { span: call.span };
  return tuple(
    wanted.map((x) => newTensor(gradientValue(r, output.id, x.id, seed?.id, place), 'torch')),
  );
};

/** Most rows of a Jacobian that are spelt out. */
const maxRows = 64;

/** df(x)/dx: the gradient of each element of f(x), in the shape of f(x) and then of x. */
function derivatives(r: Reader, call: Call, f: PyObject, given: Given): TensorObject | undefined {
  const x = asTensor(r, given.value, given);
  const at = { span: call.span, tex: undefined };
  if (x === undefined || r.frame.symbolic) return undefined;
  const args = [{ value: x, ...at }];
  const y = r.callObject(r, f, { ...call, tex: undefined, args, keywords: new Map() });
  const shape = y.type === 'tensor' ? shapeOfTensor(r, y) : undefined;
  const own = shapeOfTensor(r, x);
  if (y.type !== 'tensor' || !shape || !own) return undefined;
  const count = shape.every((d): d is number => typeof d === 'number')
    ? shape.reduce((a, b) => a * b, 1)
    : Infinity;
  if (!(count >= 1 && count <= maxRows)) return undefined;
  const s = compose(r, call);
  const flat = s.op({ kind: 'reshape', shape: [count] }, y);
  const rows = Array.from({ length: count }, (_, index) => {
    const one = s.op({ kind: 'index', items: [{ kind: 'at', index }] }, flat);
    return newTensor(gradientValue(r, one.id, x.id, undefined, { span: call.span }), 'torch');
  });
  const stacked = s.op({ kind: 'stack', axis: 0 }, ...rows);
  return s.last({ kind: 'reshape', shape: [...shape, ...own] }, stacked);
}

/** torch.autograd.functional.jacobian(f, x) of one tensor. */
export const jacobian: LibraryFunction = (r, call) => {
  const [f, x] = [arg(call, 0, 'func'), given(call, 1, 'inputs')];
  return f === undefined || x === undefined || isSequence(x.value)
    ? undefined
    : derivatives(r, call, f, x);
};

/** torch.func.jacrev(f): a function that gives the Jacobian. */
export const jacobianOf: LibraryFunction = (_r, call) => {
  const f = arg(call, 0, 'func');
  if (f === undefined || call.args.length > 1) return undefined;
  return {
    type: 'layer',
    name: 'jacrev',
    attributes: new Map<string, PyObject>(),
    call: (reader, use) => {
      const [x, ...more] = use.args;
      return x && more.length === 0 ? derivatives(reader, use, f, x) : undefined;
    },
  };
};
