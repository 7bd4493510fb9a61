import type { Settings } from '../../program/libraryOperation.js';
import { mismatch } from '../errors.js';
import { asGradientOf, type Backward, type Gradients } from '../gradients/pullback.js';
import type { Computed, KernelContext } from '../operations/kernel.js';
import { shapeText } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';

/** Rows of the weights for one hidden unit: an LSTM's are i, f, g, o, a GRU's r, z, n. */
const gateCounts: Readonly<Record<string, number>> = { rnn: 1, relu: 1, lstm: 4, gru: 3 };

/** Input, first state, weights of both, biases of both, and an LSTM's first cell; or one thing for each. */
type Operands<T> = [x: T, h: T, ih: T, hh: T, bi: T, bh: T, c?: T];

interface Sizes {
  readonly mode: string;
  readonly gates: number;
  readonly steps: number;
  readonly batch: number;
  readonly inner: number;
  readonly hidden: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function sizesOf(settings: Settings, inputs: readonly Tensor[]): Sizes | undefined {
  const mode = String(settings['mode']);
  const gates = Object.hasOwn(gateCounts, mode) ? (gateCounts[mode] as number) : 0;
  const [x, h, ih, hh, bi, bh, c] = inputs as Operands<Tensor>;
  const [steps = 0, batch = 0, inner = 0] = x.shape;
  const hidden = h.shape[1] ?? 0;
  const rows = gates * hidden;
  const is = (t: Tensor | undefined, ...shape: number[]): boolean =>
    t?.shape.join() === shape.join();
  const fits =
    gates > 0 &&
    x.shape.length === 3 &&
    is(h, batch, hidden) &&
    is(ih, rows, inner) &&
    is(hh, rows, hidden) &&
    is(bi, rows) &&
    is(bh, rows) &&
    (mode !== 'lstm' || is(c, batch, hidden));
  return fits ? { mode, gates, steps, batch, inner, hidden } : undefined;
}

/** weight · x + bias for the rows of one sample, into `out` from `at` on. */
function affine(
  out: Float64Array,
  at: number,
  weight: TensorData,
  bias: TensorData,
  x: ArrayLike<number>,
  from: number,
  length: number,
  rows: number,
): void {
  for (let j = 0; j < rows; j++) {
    let total = bias[j] as number;
    for (let k = 0; k < length; k++)
      total += (weight[j * length + k] as number) * (x[from + k] as number);
    out[at + j] = total;
  }
}

/** Every state and what it was made of, in double precision; step t has its place in the order of x. */
interface Pass {
  /** [steps, batch, hidden] */
  readonly h: Float64Array;
  readonly c: Float64Array;
  /** Gates after their activation, [steps, batch, gates · hidden]. */
  readonly gates: Float64Array;
  /** A GRU's part of n that comes from the state, before the reset gate: [steps, batch, hidden]. */
  readonly inner: Float64Array;
}

const order = ({ steps }: Sizes, reverse: boolean): number[] =>
  Array.from({ length: steps }, (_, i) => (reverse ? steps - 1 - i : i));

function forward(
  settings: Settings,
  inputs: readonly Tensor[],
  s: Sizes,
  spend: (n: number) => boolean,
): Pass {
  const [x, h0, ih, hh, bi, bh, c0] = inputs as Operands<Tensor>;
  const { batch, inner, hidden, gates, mode } = s;
  const rows = gates * hidden;
  const h = new Float64Array(s.steps * batch * hidden);
  const c = new Float64Array(mode === 'lstm' ? h.length : 0);
  const all = new Float64Array(s.steps * batch * rows);
  const n = new Float64Array(mode === 'gru' ? h.length : 0);
  const [own, past] = [new Float64Array(rows), new Float64Array(rows)];
  let before = -1;
  for (const t of order(s, settings['reverse'] === true)) {
    for (let b = 0; b < batch; b++) {
      const at = (t * batch + b) * hidden;
      const from = before < 0 ? b * hidden : (before * batch + b) * hidden;
      const [hPast, cPast] = before < 0 ? [h0.data, c0?.data] : [h, c];
      affine(own, 0, ih.data, bi.data, x.data, (t * batch + b) * inner, inner, rows);
      affine(past, 0, hh.data, bh.data, hPast, from, hidden, rows);
      const g = (t * batch + b) * rows;
      for (let j = 0; j < hidden; j++) {
        const sum = (gate: number): number =>
          (own[gate * hidden + j] as number) + (past[gate * hidden + j] as number);
        if (mode === 'lstm') {
          const [i, f, m, o] = [
            sigmoid(sum(0)),
            sigmoid(sum(1)),
            Math.tanh(sum(2)),
            sigmoid(sum(3)),
          ];
          const cell = f * ((cPast?.[from + j] as number | undefined) ?? 0) + i * m;
          [i, f, m, o].forEach((v, k) => (all[g + k * hidden + j] = v));
          c[at + j] = cell;
          h[at + j] = o * Math.tanh(cell);
        } else if (mode === 'gru') {
          const [r, z] = [sigmoid(sum(0)), sigmoid(sum(1))];
          const state = past[2 * hidden + j] as number;
          const m = Math.tanh((own[2 * hidden + j] as number) + r * state);
          [r, z, m].forEach((v, k) => (all[g + k * hidden + j] = v));
          n[at + j] = state;
          h[at + j] = (1 - z) * m + z * (hPast[from + j] as number);
        } else {
          const v = mode === 'relu' ? Math.max(0, sum(0)) : Math.tanh(sum(0));
          all[g + j] = v;
          h[at + j] = v;
        }
      }
    }
    before = t;
    if (!spend(batch * rows * (inner + hidden + 8))) break;
  }
  return { h, c, gates: all, inner: n };
}

/**
 * The states of torch.nn.RNN, LSTM and GRU after every step, one layer in one direction
 * (torch/nn/modules/rnn.py): h = tanh(W x + b + U h + u); an LSTM's c = f c + i g, h = o tanh(c); a GRU's
 * h = (1 − z) n + z h with n = tanh(W x + b + r (U h + u)).
 */
export function recurrent(
  settings: Settings,
  inputs: readonly Tensor[],
  context: KernelContext,
): Computed {
  const sizes = sizesOf(settings, inputs);
  const [x, , weight] = inputs as [Tensor, Tensor, Tensor];
  if (sizes === undefined)
    return mismatch(
      'recurrent',
      `the input ${shapeText(x.shape)} does not fit the weight ${shapeText(weight.shape)}.`,
      { shape0: shapeText(x.shape), shape1: shapeText(weight.shape) },
    );
  const shape = [sizes.steps, sizes.batch, sizes.hidden];
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  const { h, c } = forward(settings, inputs, sizes, context.spend);
  const states = settings['part'] === 'cell' ? c : h;
  for (let i = 0; i < states.length; i++) out.value[i] = states[i] as number;
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
}

/** What comes back to the sums inside the gates of one unit, and to its past state and cell. */
interface Back {
  /** Of each gate's sum; of a GRU's n without the reset gate, which the state's part has besides. */
  readonly gates: readonly number[];
  readonly h: number;
  readonly c: number;
}

function unitBack(
  s: Sizes,
  pass: Pass,
  t: number,
  b: number,
  j: number,
  dh: number,
  dc: number,
  cPast: number,
  hPast: number,
): Back {
  const at = (t * s.batch + b) * s.hidden + j;
  const gate = (k: number): number =>
    pass.gates[(t * s.batch + b) * s.gates * s.hidden + k * s.hidden + j] as number;
  if (s.mode === 'lstm') {
    const [i, f, m, o] = [gate(0), gate(1), gate(2), gate(3)];
    const th = Math.tanh(pass.c[at] as number);
    const cell = dc + dh * o * (1 - th * th);
    const sums = [
      cell * m * i * (1 - i),
      cell * cPast * f * (1 - f),
      cell * i * (1 - m * m),
      dh * th * o * (1 - o),
    ];
    return { gates: sums, h: 0, c: cell * f };
  }
  if (s.mode === 'gru') {
    const [r, z, m] = [gate(0), gate(1), gate(2)];
    const n = dh * (1 - z) * (1 - m * m);
    const sums = [n * (pass.inner[at] as number) * r * (1 - r), dh * (hPast - m) * z * (1 - z), n];
    return { gates: sums, h: dh * z, c: 0 };
  }
  const v = gate(0);
  return { gates: [dh * (s.mode === 'relu' ? Number(v > 0) : 1 - v * v)], h: 0, c: 0 };
}

/** Back through time: the gradients of the input, the first states and the weights. */
export function recurrentBack(settings: Settings, step: Backward): Gradients {
  const { inputs, gradient, context } = step;
  const sizes = sizesOf(settings, inputs);
  if (sizes === undefined) return { ok: true, value: [] };
  const [x, h0, ih, hh, , , c0] = inputs as Operands<Tensor>;
  const { batch, inner, hidden, gates } = sizes;
  const pass = forward(settings, inputs, sizes, context.spend);
  const totals = inputs.map((t) => new Float64Array(t.data.length));
  const [dx, dh0, dIh, dHh, dBi, dBh, dc0] = totals as Operands<Float64Array>;
  const add = (to: Float64Array, at: number, v: number): void => {
    to[at] = (to[at] as number) + v;
  };
  let dh = new Float64Array(batch * hidden);
  let dc = new Float64Array(batch * hidden);
  const cells = settings['part'] === 'cell';
  const places = order(sizes, settings['reverse'] === true).reverse();
  for (const [k, t] of places.entries()) {
    const before = places[k + 1];
    const [nextH, nextC] = [new Float64Array(batch * hidden), new Float64Array(batch * hidden)];
    for (let b = 0; b < batch; b++)
      for (let j = 0; j < hidden; j++) {
        const own = b * hidden + j;
        const g = gradient.data[(t * batch + b) * hidden + j] as number;
        const from = before === undefined ? own : (before * batch + b) * hidden + j;
        const cPast = before === undefined ? (c0?.data[own] ?? 0) : (pass.c[from] ?? 0);
        const hPast = before === undefined ? (h0.data[own] as number) : (pass.h[from] as number);
        const back = unitBack(
          sizes,
          pass,
          t,
          b,
          j,
          (dh[own] as number) + (cells ? 0 : g),
          (dc[own] as number) + (cells ? g : 0),
          cPast,
          hPast,
        );
        add(nextH, own, back.h);
        nextC[own] = back.c;
        for (const [gate, d] of back.gates.entries()) {
          const row = gate * hidden + j;
          // The reset gate stands before the state's part of n.
          const reset =
            sizes.mode === 'gru' && gate === 2
              ? (pass.gates[(t * batch + b) * gates * hidden + j] as number)
              : 1;
          add(dBi, row, d);
          add(dBh, row, d * reset);
          for (let i = 0; i < inner; i++) {
            const place = (t * batch + b) * inner + i;
            add(dIh, row * inner + i, d * (x.data[place] as number));
            add(dx, place, d * (ih.data[row * inner + i] as number));
          }
          for (let i = 0; i < hidden; i++) {
            const past =
              before === undefined
                ? (h0.data[b * hidden + i] as number)
                : (pass.h[(before * batch + b) * hidden + i] as number);
            add(dHh, row * hidden + i, d * reset * past);
            add(nextH, b * hidden + i, d * reset * (hh.data[row * hidden + i] as number));
          }
        }
      }
    [dh, dc] = [nextH, nextC];
    if (!context.spend(batch * gates * hidden * (inner + hidden) * 4)) break;
  }
  dh0.set(dh);
  dc0?.set(dc);
  const list: (Tensor | undefined)[] = [];
  for (const [i, input] of inputs.entries()) {
    if (!step.wants(i)) {
      list.push(undefined);
      continue;
    }
    const made = asGradientOf(input, totals[i] as Float64Array, context);
    if (!made.ok) return made;
    list.push(made.value);
  }
  return { ok: true, value: list };
}
