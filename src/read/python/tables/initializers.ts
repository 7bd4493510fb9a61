import type { Dim } from '../../../program/dim.js';
import { asNumber } from '../convert.js';
import { forget } from '../random.js';
import { shapeOfTensor, type Reader } from '../reader.js';
import type { Call, TensorObject } from '../objects.js';
import { arg, type LibraryFunction, type Table } from './arguments.js';
import { fillWith, initialize } from './methods.js';

const target = (call: Call): TensorObject | undefined => {
  const first = arg(call, 0, 'tensor');
  return first?.type === 'tensor' ? first : undefined;
};

/** Rows and columns of a matrix: what torch.nn.init calls fan_out and fan_in. */
function fans(r: Reader, x: TensorObject): { fanIn: number; fanOut: number } | undefined {
  const shape: readonly Dim[] | undefined = shapeOfTensor(r, x);
  const [fanOut, fanIn] = shape ?? [];
  return shape?.length === 2 && typeof fanOut === 'number' && typeof fanIn === 'number'
    ? { fanIn, fanOut }
    : undefined;
}

const spread =
  (
    kind: 'normal' | 'uniform',
    width: (f: { fanIn: number; fanOut: number }, call: Call, r: Reader) => number | undefined,
  ): LibraryFunction =>
  (r, call) => {
    const x = target(call);
    const found = x === undefined ? undefined : fans(r, x);
    const b = found === undefined ? undefined : width(found, call, r);
    if (x === undefined || b === undefined) {
      forget(r, 'torch');
      return undefined;
    }
    return initialize(r, x, kind, kind === 'normal' ? 0 : -b, b, call);
  };

const gain = (call: Call, r: Reader): number => asNumber(r, arg(call, 1, 'gain')) ?? 1;

const given =
  (kind: 'normal' | 'uniform'): LibraryFunction =>
  (r, call) => {
    const x = target(call);
    if (x === undefined) return undefined;
    const a = asNumber(r, arg(call, 1, 'mean', 'a') ?? { type: 'number', value: 0, float: true });
    const b = asNumber(r, arg(call, 2, 'std', 'b') ?? { type: 'number', value: 1, float: true });
    return initialize(r, x, kind, a, b, call);
  };

const fill =
  (value?: number): LibraryFunction =>
  (r, call) => {
    const x = target(call);
    return x === undefined
      ? undefined
      : fillWith(r, x, value ?? asNumber(r, arg(call, 1, 'val')), call);
  };

/** torch.nn.init (torch/nn/init.py). */
export const initializers: Table = {
  xavier_uniform_: spread(
    'uniform',
    (f, call, r) => gain(call, r) * Math.sqrt(6 / (f.fanIn + f.fanOut)),
  ),
  xavier_normal_: spread(
    'normal',
    (f, call, r) => gain(call, r) * Math.sqrt(2 / (f.fanIn + f.fanOut)),
  ),
  kaiming_uniform_: spread('uniform', (f, call, r) => {
    const a = asNumber(r, arg(call, 1, 'a')) ?? 0;
    return call.keywords.size > 1 ? undefined : Math.sqrt(2 / (1 + a * a)) * Math.sqrt(3 / f.fanIn);
  }),
  normal_: given('normal'),
  uniform_: given('uniform'),
  zeros_: fill(0),
  ones_: fill(1),
  constant_: fill(),
};
