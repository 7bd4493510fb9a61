import type { Dim } from '../../../program/dim.js';
import { asNumber } from '../convert.js';
import { updateTensor } from '../inPlace.js';
import { draw, forget } from '../random.js';
import { compose } from './compose.js';
import { shapeOfTensor, type Reader } from '../reader.js';
import type { Call, TensorObject } from '../objects.js';
import { arg, type LibraryFunction, type Table } from './arguments.js';
import { fillWith, initialize } from './methods.js';

const target = (call: Call): TensorObject | undefined => {
  const first = arg(call, 0, 'tensor');
  return first?.type === 'tensor' ? first : undefined;
};

/** What torch.nn.init calls fan_out and fan_in: rows and columns, times the kernel's size. */
function fans(r: Reader, x: TensorObject): { fanIn: number; fanOut: number } | undefined {
  const shape: readonly Dim[] | undefined = shapeOfTensor(r, x);
  if (shape === undefined || shape.length < 2) return undefined;
  if (!shape.every((d): d is number => typeof d === 'number')) return undefined;
  const [out = 1, inner = 1, ...kernel] = shape;
  const field = kernel.reduce((a, b) => a * b, 1);
  return { fanIn: inner * field, fanOut: out * field };
}

/** calculate_gain (torch/nn/init.py); undefined for one that is not known. */
function gainOf(name: string, slope: number): number | undefined {
  if (/^(?:linear|sigmoid|conv\w*)$/.test(name)) return 1;
  if (name === 'leaky_relu') return Math.sqrt(2 / (1 + slope * slope));
  const gains: Readonly<Record<string, number>> = { tanh: 5 / 3, relu: Math.SQRT2, selu: 0.75 };
  return Object.hasOwn(gains, name) ? gains[name] : undefined;
}

/** gain / √fan of kaiming_uniform_ and kaiming_normal_. */
function kaiming(f: { fanIn: number; fanOut: number }, call: Call, r: Reader): number | undefined {
  const slope = asNumber(r, arg(call, 1, 'a')) ?? 0;
  const mode = arg(call, 2, 'mode');
  const name = arg(call, 3, 'nonlinearity');
  const gain = gainOf(name?.type === 'string' ? name.value : 'leaky_relu', slope);
  const out = mode?.type === 'string' && mode.value === 'fan_out';
  return gain === undefined ? undefined : gain / Math.sqrt(out ? f.fanOut : f.fanIn);
}

const gainFunction: LibraryFunction = (r, call) => {
  const name = arg(call, 0, 'nonlinearity');
  const gain =
    name?.type === 'string'
      ? gainOf(name.value, asNumber(r, arg(call, 1, 'param')) ?? 0.01)
      : undefined;
  return gain === undefined ? undefined : { type: 'number', value: gain, float: true };
};

/** Φ, the distribution function of the normal distribution (Abramowitz and Stegun 26.2.17 is not exact enough). */
const normalBelow = (x: number): number => 0.5 * (1 + errorFunction(x / Math.SQRT2));

/** erf by its series near 0 and a continued fraction beyond, to double precision. */
function errorFunction(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  let [term, sum] = [a, a];
  for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (-a * a) / n;
    sum += term / (2 * n + 1);
  }
  return a < 3 ? (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI) : Math.sign(x) * (1 - tail(a));
}

function tail(a: number): number {
  let f = 0;
  for (let n = 60; n > 0; n--) f = n / 2 / (a + f);
  return Math.exp(-a * a) / (Math.sqrt(Math.PI) * (a + f));
}

/** trunc_normal_: uniform between the bounds' quantiles, through the inverse of Φ (torch/nn/init.py). */
const truncated: LibraryFunction = (r, call) => {
  const x = target(call);
  const number = (position: number, name: string, otherwise: number): number | undefined =>
    arg(call, position, name) === undefined ? otherwise : asNumber(r, arg(call, position, name));
  const [mean, std] = [number(1, 'mean', 0), number(2, 'std', 1)];
  const [a, b] = [number(3, 'a', -2), number(4, 'b', 2)];
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  if (
    x === undefined ||
    mean === undefined ||
    std === undefined ||
    a === undefined ||
    b === undefined
  ) {
    forget(r, 'torch');
    return undefined;
  }
  const [low, high] = [
    2 * normalBelow((a - mean) / std) - 1,
    2 * normalBelow((b - mean) / std) - 1,
  ];
  const distribution = { kind: 'uniform', low, high } as const;
  const drawn = draw(r, { library: 'torch', shape, distribution }, { span: call.span });
  if (drawn === undefined) return undefined;
  const s = compose(r, call);
  const normal = s.op({ kind: 'library', name: 'erfInverse', settings: {} }, drawn);
  const spreadOut = s.op({ kind: 'mul' }, normal, s.number(std * Math.SQRT2, true));
  const moved = s.op({ kind: 'add' }, spreadOut, s.number(mean, true));
  updateTensor(r, x, s.last({ kind: 'clamp', min: a, max: b }, moved).id);
  return x;
};

/** orthogonal_: normal numbers made orthonormal, times the gain. */
const orthogonal: LibraryFunction = (r, call) => {
  const x = target(call);
  const shape = x === undefined ? undefined : shapeOfTensor(r, x);
  const gain = asNumber(r, arg(call, 1, 'gain')) ?? 1;
  const [rows, ...rest] = shape ?? [];
  if (x === undefined || rows === undefined || rest.length === 0) {
    forget(r, 'torch');
    return undefined;
  }
  const distribution = { kind: 'normal', mean: 0, std: 1 } as const;
  const drawn = draw(r, { library: 'torch', shape, distribution }, { span: call.span });
  if (drawn === undefined) return undefined;
  const s = compose(r, call);
  const turned = s.op({ kind: 'library', name: 'orthonormal', settings: {} }, drawn);
  updateTensor(r, x, s.last({ kind: 'mul' }, turned, s.number(gain, true)).id);
  return x;
};

const identity: LibraryFunction = (r, call) => {
  const x = target(call);
  const [rows, columns] = (x === undefined ? undefined : shapeOfTensor(r, x)) ?? [];
  if (x === undefined || rows === undefined || columns === undefined) return undefined;
  updateTensor(r, x, compose(r, call).last({ kind: 'eye', rows, columns }).id);
  return x;
};

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
    const std = kaiming(f, call, r);
    return std === undefined ? undefined : Math.sqrt(3) * std;
  }),
  kaiming_normal_: spread('normal', kaiming),
  trunc_normal_: truncated,
  orthogonal_: orthogonal,
  eye_: identity,
  calculate_gain: gainFunction,
  normal_: given('normal'),
  uniform_: given('uniform'),
  zeros_: fill(0),
  ones_: fill(1),
  constant_: fill(),
};
