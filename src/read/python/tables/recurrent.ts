import type { Dim } from '../../../program/dim.js';
import { isOpen } from '../assume.js';
import { asTensor } from '../convert.js';
import { learnShape } from '../learn.js';
import {
  isSequence,
  none,
  size,
  tuple,
  type Call,
  type LayerObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { dtypeOfTensor, operate, shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  dimArg,
  flagArg,
  intArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose } from './compose.js';
import { applyDropout } from './dropout.js';
import { isTraining } from './layerObjects.js';
import { overInputs, parameter } from './parameters.js';

type Kind = 'rnn' | 'lstm' | 'gru';

/** Gates that one step computes, one below the other in its weights. */
const gates: Readonly<Record<Kind, number>> = { rnn: 1, lstm: 4, gru: 3 };

interface Made {
  readonly kind: Kind;
  readonly hidden: Dim;
  readonly relu: boolean;
}

/** Weight and bias names of one layer and direction, as the library spells them. */
const namesOf = (suffix: string): string[] =>
  ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((n) => n + suffix);

/** All weights of one cell, drawn from U(−1/√hidden, 1/√hidden) in the library's order. */
function cellWeights(
  r: Reader,
  call: Call,
  { kind, hidden }: Made,
  inner: Dim,
  biased: boolean,
  suffix: string,
): (readonly [string, PyObject])[] {
  const own = overInputs(hidden);
  const rows: Dim =
    typeof hidden === 'number'
      ? gates[kind] * hidden
      : gates[kind] === 1
        ? hidden
        : { operator: '*', left: gates[kind], right: hidden };
  const shapes: Dim[][] = [[rows, inner], [rows, hidden], [rows], [rows]];
  return namesOf(suffix).map((name, i) => [
    name,
    i < 2 || biased ? parameter(r, shapes[i] ?? [], own, call) : none,
  ]);
}

interface Sequence {
  /** [steps, batch, in] */
  readonly x: TensorObject;
  /** [batch, hidden] */
  readonly h: TensorObject;
  readonly c: TensorObject | undefined;
}

/** The states after every step, [steps, batch, hidden]: hidden ones, and an LSTM's cells. */
function unrolled(
  r: Reader,
  use: Call,
  made: Made,
  self: LayerObject,
  suffix: string,
  { x, h, c }: Sequence,
  reverse: boolean,
): { readonly output: TensorObject; readonly cell: TensorObject | undefined } | undefined {
  const s = compose(r, use);
  const held = namesOf(suffix).map((n) => self.attributes.get(n) ?? none);
  const [ih, hh] = held.slice(0, 2).map((o) => asTensor(r, o, use));
  if (ih === undefined || hh === undefined) return undefined;
  const rows = shapeOfTensor(r, hh)?.[0];
  const biases = held.slice(2).map((o) => {
    if (o.type !== 'none') return asTensor(r, o, use);
    return rows === undefined ? undefined : s.op({ kind: 'zeros', shape: [rows] });
  });
  const [bi, bh] = biases;
  if (bi === undefined || bh === undefined) return undefined;
  const mode = made.kind === 'rnn' && made.relu ? 'relu' : made.kind;
  const inputs = [x, h, ih, hh, bi, bh, ...(c === undefined ? [] : [c])];
  const part = (name: 'output' | 'cell'): TensorObject =>
    s.op(
      { kind: 'library', name: 'recurrent', settings: { mode, reverse, part: name } },
      ...inputs,
    );
  return { output: part('output'), cell: made.kind === 'lstm' ? part('cell') : undefined };
}

/** A state of zeros like the numbers that go in. */
const zeros = (r: Reader, use: Call, shape: readonly Dim[], like: TensorObject): TensorObject =>
  operate(r, { kind: 'zeros', shape }, [], { span: use.span }, { dtype: dtypeOfTensor(r, like) });

/** The state given under one name, or (h, c) of an LSTM. */
function givenStates(r: Reader, use: Call, name: string): (TensorObject | undefined)[] {
  const hx = arg(use, 1, name);
  if (hx === undefined || hx.type === 'none') return [];
  const items = isSequence(hx) ? hx.items : [hx];
  return items.map((o) => asTensor(r, o, use));
}

const at = (index: number) => ({ kind: 'index', items: [{ kind: 'at', index }] }) as const;

/** nn.RNN, nn.LSTM and nn.GRU: layers over sequences (torch/nn/modules/rnn.py). */
const network =
  (name: string, kind: Kind): LibraryFunction =>
  (r, call) => {
    const [inner, hidden] = [dimArg(r, call, 0, 'input_size'), dimArg(r, call, 1, 'hidden_size')];
    const layers = arg(call, 2, 'num_layers') === undefined ? 1 : intArg(r, call, 2, 'num_layers');
    // RNN alone has its nonlinearity before the flags.
    const skip = kind === 'rnn' ? 1 : 0;
    const biased = flagArg(r, call, 3 + skip, ['bias'], true);
    const first = flagArg(r, call, 4 + skip, ['batch_first'], false);
    const dropout = numberArg(r, call, 5 + skip, 'dropout') ?? 0;
    const both = flagArg(r, call, 6 + skip, ['bidirectional'], false);
    const relu = kind === 'rnn' ? arg(call, 3, 'nonlinearity') : undefined;
    const projected =
      arg(call, -1, 'proj_size') !== undefined && intArg(r, call, -1, 'proj_size') !== 0;
    if (inner === undefined || hidden === undefined || layers === undefined || layers > 32)
      return undefined;
    if (biased === undefined || first === undefined || both === undefined || projected)
      return undefined;
    const made: Made = { kind, hidden, relu: relu?.type === 'string' && relu.value === 'relu' };
    const suffixes = Array.from({ length: layers }, (_, l) =>
      both ? [`_l${l}`, `_l${l}_reverse`] : [`_l${l}`],
    );
    const wide: Dim = both ? { operator: '*', left: 2, right: hidden } : hidden;
    const inside = r.builder.context.resolve(wide);
    const attributes = suffixes.flatMap((own, l) =>
      own.flatMap((suffix) => cellWeights(r, call, made, l === 0 ? inner : inside, biased, suffix)),
    );
    return {
      type: 'layer',
      name,
      attributes: new Map<string, PyObject>([
        ...attributes,
        ['hidden_size', size(hidden)],
        ['input_size', size(inner)],
        ['num_layers', size(layers)],
        ['batch_first', { type: 'bool', value: first }],
      ]),
      call: (reader, use, self) =>
        run(reader, use, self, { ...made, inner, first, dropout, suffixes }),
    };
  };

interface Network extends Made {
  readonly inner: Dim;
  readonly first: boolean;
  readonly dropout: number;
  readonly suffixes: readonly (readonly string[])[];
}

function run(r: Reader, use: Call, self: LayerObject, net: Network): PyObject | undefined {
  const given = tensorArg(r, use, 0, 'input');
  if (given === undefined) return undefined;
  if (r.frame.symbolic && isOpen(r, given.id))
    learnShape(r, given.id, [r.builder.context.fresh(), r.builder.context.fresh(), net.inner]);
  const shape = shapeOfTensor(r, given);
  if (shape === undefined || shape.length < 2 || shape.length > 3) return undefined;
  const s = compose(r, use);
  const single = shape.length === 2;
  const [steps = 1, batch = 1] = single ? [shape[0], 1] : net.first ? [shape[1], shape[0]] : shape;
  const turn = (t: TensorObject): TensorObject =>
    s.op({ kind: 'transpose', axis0: 0, axis1: 1 }, t);
  let x = single
    ? s.op({ kind: 'reshape', shape: [steps, 1, shape[1] ?? 1] }, given)
    : net.first
      ? turn(given)
      : given;
  const states = givenStates(r, use, 'hx');
  if (states.includes(undefined)) return undefined;
  const directions = net.suffixes[0]?.length ?? 1;
  const stateOf = (which: 0 | 1, layer: number): TensorObject => {
    const all = states[which];
    if (all === undefined) return zeros(r, use, [batch, net.hidden], given);
    const own = s.op(at(layer), all);
    return single ? s.op({ kind: 'reshape', shape: [1, net.hidden] }, own) : own;
  };
  const [ends, cells]: [TensorObject[], TensorObject[]] = [[], []];
  for (const [l, own] of net.suffixes.entries()) {
    const outputs: TensorObject[] = [];
    for (const [d, suffix] of own.entries()) {
      const place = l * directions + d;
      const c = net.kind === 'lstm' ? stateOf(1, place) : undefined;
      const found = unrolled(r, use, net, self, suffix, { x, h: stateOf(0, place), c }, d === 1);
      if (found === undefined) return undefined;
      outputs.push(found.output);
      const last = at(d === 1 ? 0 : -1);
      ends.push(s.op(last, found.output));
      if (found.cell !== undefined) cells.push(s.op(last, found.cell));
    }
    const [only = x] = outputs;
    x = outputs.length > 1 ? s.op({ kind: 'concat', axis: 2 }, ...outputs) : only;
    if (net.dropout > 0 && l < net.suffixes.length - 1)
      x = applyDropout(r, x, net.dropout, isTraining(r, self), { ...use, tex: undefined });
  }
  const flat = (t: TensorObject): TensorObject => {
    const own = shapeOfTensor(r, t) ?? [];
    const axis = own.length === 3 ? 1 : 0;
    const kept = own.filter((_, i) => i !== axis);
    return single ? s.op({ kind: 'reshape', shape: kept }, t) : t;
  };
  const output = flat(net.first && !single ? turn(x) : x);
  const joined = (list: readonly TensorObject[]): TensorObject =>
    flat(s.op({ kind: 'stack', axis: 0 }, ...list));
  const h = joined(ends);
  return tuple([output, net.kind === 'lstm' ? tuple([h, joined(cells)]) : h]);
}

/** nn.RNNCell, nn.LSTMCell and nn.GRUCell: one step. */
const cell =
  (name: string, kind: Kind): LibraryFunction =>
  (r, call) => {
    const [inner, hidden] = [dimArg(r, call, 0, 'input_size'), dimArg(r, call, 1, 'hidden_size')];
    const biased = flagArg(r, call, 2, ['bias'], true);
    const relu = kind === 'rnn' ? arg(call, 3, 'nonlinearity') : undefined;
    if (inner === undefined || hidden === undefined || biased === undefined) return undefined;
    const made: Made = { kind, hidden, relu: relu?.type === 'string' && relu.value === 'relu' };
    return {
      type: 'layer',
      name,
      attributes: new Map<string, PyObject>([
        ...cellWeights(r, call, made, inner, biased, ''),
        ['hidden_size', size(hidden)],
        ['input_size', size(inner)],
      ]),
      call: (reader, use, self) => step(reader, use, self, made, inner),
    };
  };

function step(
  r: Reader,
  use: Call,
  self: LayerObject,
  made: Made,
  inner: Dim,
): PyObject | undefined {
  const x = tensorArg(r, use, 0, 'input');
  if (x === undefined) return undefined;
  if (r.frame.symbolic && isOpen(r, x.id)) learnShape(r, x.id, [r.builder.context.fresh(), inner]);
  const shape = shapeOfTensor(r, x);
  if (shape === undefined || shape.length === 0 || shape.length > 2) return undefined;
  const s = compose(r, use);
  const batch = shape.length === 2 ? (shape[0] ?? 1) : 1;
  const states = givenStates(r, use, 'hx');
  if (states.includes(undefined)) return undefined;
  const wide = (t: TensorObject | undefined): TensorObject =>
    t === undefined
      ? zeros(r, use, [batch, made.hidden], x)
      : s.op({ kind: 'reshape', shape: [batch, made.hidden] }, t);
  const c = made.kind === 'lstm' ? wide(states[1]) : undefined;
  const row = s.op({ kind: 'reshape', shape: [1, batch, shape.at(-1) ?? 1] }, x);
  const found = unrolled(r, use, made, self, '', { x: row, h: wide(states[0]), c }, false);
  if (found === undefined) return undefined;
  const end = [...shape.slice(0, -1), made.hidden];
  const one = (t: TensorObject): TensorObject => s.last({ kind: 'reshape', shape: end }, t);
  return found.cell === undefined ? one(found.output) : tuple([one(found.output), one(found.cell)]);
}

/** Recurrent networks of torch.nn. */
export const recurrentLayers: Table = {
  RNN: network('RNN', 'rnn'),
  LSTM: network('LSTM', 'lstm'),
  GRU: network('GRU', 'gru'),
  RNNCell: cell('RNNCell', 'rnn'),
  LSTMCell: cell('LSTMCell', 'lstm'),
  GRUCell: cell('GRUCell', 'gru'),
};
