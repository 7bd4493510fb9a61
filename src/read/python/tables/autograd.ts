import { asTensor } from '../convert.js';
import { gradientValue } from '../gradients.js';
import { isSequence, tuple, type PyObject, type TensorObject } from '../objects.js';
import { newTensor, type Reader } from '../reader.js';
import { given, type LibraryFunction } from './arguments.js';

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
