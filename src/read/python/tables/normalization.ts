import type { Dim } from '../../../program/dim.js';
import { asTensor } from '../convert.js';
import { updateTensor } from '../inPlace.js';
import { none, type Call, type PyObject, type TensorObject } from '../objects.js';
import { operate, shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  dimArg,
  flagArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { compose, type Steps } from './compose.js';
import { held, isTraining } from './layerObjects.js';
import { constant } from './parameters.js';

/** A vector over the channels (axis 1) in the rank of what it is applied to. */
const overChannels = (s: Steps, t: TensorObject, shape: readonly Dim[]): TensorObject =>
  s.op({ kind: 'reshape', shape: [-1, ...shape.slice(2).map(() => 1)] }, t);

/** Times the weight and plus the bias of each channel, where there are any. */
function scaleChannels(
  s: Steps,
  x: TensorObject,
  shape: readonly Dim[],
  weight: TensorObject | undefined,
  bias: TensorObject | undefined,
): TensorObject {
  const scaled =
    weight === undefined ? x : s.last({ kind: 'mul' }, x, overChannels(s, weight, shape));
  return bias === undefined
    ? scaled
    : s.last({ kind: 'add' }, scaled, overChannels(s, bias, shape));
}

/** (x − mean) / √(var + eps) over each of so many groups of channels of each sample. */
function normalizeGroups(
  r: Reader,
  call: Call,
  x: TensorObject,
  groups: Dim,
  eps: number,
  weight?: TensorObject,
  bias?: TensorObject,
): TensorObject | undefined {
  const shape = shapeOfTensor(r, x);
  const [batch] = shape ?? [];
  if (shape === undefined || batch === undefined || shape.length < 2) return undefined;
  const s = compose(r, call);
  const apart = s.op({ kind: 'reshape', shape: [batch, groups, -1] }, x);
  const even = s.op({ kind: 'layerNorm', axes: 1, eps }, apart);
  return scaleChannels(s, s.last({ kind: 'reshape', shape }, even), shape, weight, bias);
}

/** F.group_norm(x, num_groups, weight, bias, eps). */
const groupNorm: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const groups = dimArg(r, call, 1, 'num_groups');
  if (x === undefined || groups === undefined) return undefined;
  const eps = numberArg(r, call, 4, 'eps') ?? 1e-5;
  const [weight, bias] = [tensorArg(r, call, 2, 'weight'), tensorArg(r, call, 3, 'bias')];
  return normalizeGroups(r, call, x, groups, eps, weight, bias);
};

/** F.instance_norm without running statistics: every channel is a group of its own. */
const instanceNorm: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const channels = x === undefined ? undefined : shapeOfTensor(r, x)?.[1];
  if (x === undefined || channels === undefined || tensorArg(r, call, 1, 'running_mean'))
    return undefined;
  const eps = numberArg(r, call, 7, 'eps') ?? 1e-5;
  const [weight, bias] = [tensorArg(r, call, 3, 'weight'), tensorArg(r, call, 4, 'bias')];
  return normalizeGroups(r, call, x, channels, eps, weight, bias);
};

const affineParts = (
  r: Reader,
  call: Call,
  count: Dim,
  affine: boolean,
): readonly (readonly [string, PyObject])[] => [
  ['weight', affine ? constant(r, 'ones', [count], call) : none],
  ['bias', affine ? constant(r, 'zeros', [count], call) : none],
];

/** nn.GroupNorm(num_groups, num_channels, eps, affine). */
const groupNormLayer: LibraryFunction = (r, call) => {
  const [groups, count] = [dimArg(r, call, 0, 'num_groups'), dimArg(r, call, 1, 'num_channels')];
  const eps = numberArg(r, call, 2, 'eps') ?? 1e-5;
  const affine = flagArg(r, call, 3, ['affine'], true);
  if (groups === undefined || count === undefined || affine === undefined) return undefined;
  return {
    type: 'layer',
    name: 'GroupNorm',
    attributes: new Map(affineParts(r, call, count, affine)),
    call: (reader, use, self) => {
      const x = tensorArg(reader, use, 0, 'input');
      const own = (name: string): TensorObject | undefined => held(reader, self, name, use);
      return x && normalizeGroups(reader, use, x, groups, eps, own('weight'), own('bias'));
    },
  };
};

/** nn.InstanceNormNd(num_features, eps, momentum, affine, track_running_stats). */
const instanceNormLayer =
  (rank: number): LibraryFunction =>
  (r, call) => {
    const count = dimArg(r, call, 0, 'num_features');
    const eps = numberArg(r, call, 1, 'eps') ?? 1e-5;
    const affine = flagArg(r, call, 3, ['affine'], false);
    const tracked = flagArg(r, call, 4, ['track_running_stats'], false);
    if (count === undefined || affine === undefined || tracked !== false) return undefined;
    return {
      type: 'layer',
      name: 'InstanceNorm',
      attributes: new Map(affineParts(r, call, count, affine)),
      call: (reader, use, self) => {
        const given = tensorArg(reader, use, 0, 'input');
        const shape = given === undefined ? undefined : shapeOfTensor(reader, given);
        if (given === undefined || shape === undefined) return undefined;
        const s = compose(reader, use);
        // Without a batch, one sample stands for it.
        const single = shape.length === rank + 1;
        const x = single ? s.op({ kind: 'reshape', shape: [1, ...shape] }, given) : given;
        const own = (name: string): TensorObject | undefined => held(reader, self, name, use);
        const even = normalizeGroups(reader, use, x, count, eps, own('weight'), own('bias'));
        return even && single ? s.last({ kind: 'reshape', shape }, even) : even;
      },
    };
  };

/** Statistics and weights of a batch norm; without running ones those of the batch are used. */
interface BatchParts {
  readonly mean: TensorObject | undefined;
  readonly variance: TensorObject | undefined;
  readonly weight: TensorObject | undefined;
  readonly bias: TensorObject | undefined;
}

/** Mean and variance over all axes but the channels; in training the running ones follow them. */
function normalizeBatch(
  r: Reader,
  use: Call,
  x: TensorObject,
  { mean, variance, weight, bias }: BatchParts,
  training: boolean | undefined,
  eps: number,
  momentum: number,
): TensorObject | undefined {
  const shape = shapeOfTensor(r, x);
  if (shape === undefined || shape.length < 2) return undefined;
  const s = compose(r, use);
  if (training === true) {
    const axes = shape.flatMap((_, i) => (i === 1 ? [] : [i]));
    const keep = (before: TensorObject, now: TensorObject): TensorObject =>
      s.op(
        { kind: 'add' },
        s.op({ kind: 'mul' }, before, s.number(1 - momentum, true)),
        s.op({ kind: 'mul' }, now, s.number(momentum, true)),
      );
    if (!r.frame.symbolic && mean !== undefined && variance !== undefined) {
      updateTensor(r, mean, keep(mean, s.op({ kind: 'mean', axes }, x)).id);
      updateTensor(r, variance, keep(variance, s.op({ kind: 'var', correction: 1, axes }, x)).id);
    }
    const affine = weight && bias ? [weight, bias] : [];
    return s.last({ kind: 'batchNorm', eps }, x, ...affine);
  }
  if (mean === undefined || variance === undefined) return undefined;
  const wide = (t: TensorObject): TensorObject => overChannels(s, t, shape);
  const root = s.op({ kind: 'rsqrt' }, s.op({ kind: 'add' }, wide(variance), s.number(eps, true)));
  const scaled = s.op({ kind: 'mul' }, s.op({ kind: 'sub' }, x, wide(mean)), root);
  return scaleChannels(s, scaled, shape, weight, bias);
}

/** F.batch_norm(x, running_mean, running_var, weight, bias, training, momentum, eps). */
const batchNormFunction: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const training = flagArg(r, call, 5, ['training'], false);
  if (x === undefined || training === undefined) return undefined;
  // The running statistics are changed where they are, so the tensors themselves are wanted.
  const own = (at: number, name: string): TensorObject | undefined => {
    const o = arg(call, at, name);
    return o?.type === 'tensor' && asTensor(r, o, call) === o ? o : tensorArg(r, call, at, name);
  };
  const parts = {
    mean: own(1, 'running_mean'),
    variance: own(2, 'running_var'),
    weight: tensorArg(r, call, 3, 'weight'),
    bias: tensorArg(r, call, 4, 'bias'),
  };
  const eps = numberArg(r, call, 7, 'eps') ?? 1e-5;
  return normalizeBatch(r, call, x, parts, training, eps, numberArg(r, call, 6, 'momentum') ?? 0.1);
};

/** nn.BatchNormNd(num_features, eps, momentum, affine, track_running_stats). */
const batchNorm: LibraryFunction = (r, call) => {
  const count = dimArg(r, call, 0, 'num_features');
  const eps = numberArg(r, call, 1, 'eps') ?? 1e-5;
  const momentum = numberArg(r, call, 2, 'momentum') ?? 0.1;
  const affine = flagArg(r, call, 3, ['affine'], true);
  const tracked = flagArg(r, call, 4, ['track_running_stats'], true);
  if (count === undefined || affine === undefined || tracked === undefined) return undefined;
  const plain = (kind: 'zeros' | 'ones'): PyObject =>
    tracked ? operate(r, { kind, shape: [count] }, [], { span: call.span }) : none;
  return {
    type: 'layer',
    name: 'BatchNorm',
    attributes: new Map<string, PyObject>([
      ...affineParts(r, call, count, affine),
      ['running_mean', plain('zeros')],
      ['running_var', plain('ones')],
    ]),
    call: (reader, use, self) => {
      const x = tensorArg(reader, use, 0, 'input');
      const asked = isTraining(reader, self, !reader.frame.symbolic);
      const own = (name: string): TensorObject | undefined => held(reader, self, name, use);
      const parts = {
        mean: own('running_mean'),
        variance: own('running_var'),
        weight: own('weight'),
        bias: own('bias'),
      };
      const training = tracked ? asked : true;
      return x && normalizeBatch(reader, use, x, parts, training, eps, momentum);
    },
  };
};

/** Functions of torch.nn.functional that normalise over samples or groups of channels. */
export const normalizations: Table = {
  batch_norm: batchNormFunction,
  group_norm: groupNorm,
  instance_norm: instanceNorm,
};

export const normalizationLayers: Table = {
  BatchNorm1d: batchNorm,
  BatchNorm2d: batchNorm,
  BatchNorm3d: batchNorm,
  GroupNorm: groupNormLayer,
  InstanceNorm1d: instanceNormLayer(1),
  InstanceNorm2d: instanceNormLayer(2),
  InstanceNorm3d: instanceNormLayer(3),
};
