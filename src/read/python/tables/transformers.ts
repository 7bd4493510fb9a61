import {
  isSequence,
  none,
  str,
  type Call,
  type Given,
  type LayerObject,
  type PyObject,
} from '../objects.js';
import { binary } from '../operators.js';
import type { Reader } from '../reader.js';
import { arg, flagArg, intArg, type LibraryFunction, type Table } from './arguments.js';
import { callAt } from './calling.js';
import { compose } from './compose.js';
import { deepCopy } from './copies.js';

/** Calls one of a layer's own parts. */
const part = (
  r: Reader,
  self: LayerObject,
  name: string,
  call: Call,
  x: readonly PyObject[],
  keywords: Readonly<Record<string, PyObject | undefined>> = {},
): PyObject => {
  const at = { span: call.span, tex: undefined };
  const given = Object.entries(keywords).flatMap(([k, value]) =>
    value === undefined ? [] : [[k, { value, ...at } as Given] as const],
  );
  return r.callObject(r, self.attributes.get(name) ?? none, {
    ...call,
    callee: name,
    tex: undefined,
    args: x.map((value) => ({ value, ...at })),
    keywords: new Map(given),
  });
};

const added = (r: Reader, call: Call, a: PyObject, b: PyObject): PyObject => {
  const at = { span: call.span };
  return binary(r, '+', a, b, { whole: at, left: at, right: at });
};

interface Options {
  readonly first: boolean;
  readonly activation: PyObject;
}

/** What encoder and decoder layers are made with; undefined where it is not known. */
function optionsOf(
  r: Reader,
  call: Call,
):
  | (Options & {
      readonly sizes: readonly PyObject[];
      readonly common: Readonly<Record<string, PyObject>>;
      readonly dropout: PyObject;
      readonly eps: PyObject;
    })
  | undefined {
  const [dModel, heads] = [arg(call, 0, 'd_model'), arg(call, 1, 'nhead')];
  const inner = arg(call, 2, 'dim_feedforward') ?? {
    type: 'number' as const,
    value: 2048,
    float: false,
  };
  const dropout = arg(call, 3, 'dropout') ?? { type: 'number' as const, value: 0.1, float: true };
  const activation = arg(call, 4, 'activation') ?? str('relu');
  const eps = arg(call, 5, 'layer_norm_eps') ?? {
    type: 'number' as const,
    value: 1e-5,
    float: true,
  };
  const batchFirst = arg(call, 6, 'batch_first') ?? { type: 'bool' as const, value: false };
  const first = flagArg(r, call, 7, ['norm_first'], false);
  const bias = flagArg(r, call, 8, ['bias'], true);
  if (dModel === undefined || heads === undefined || first === undefined || bias !== true)
    return undefined;
  const common = { dropout, batch_first: batchFirst };
  return { first, activation, sizes: [dModel, heads, inner], common, dropout, eps };
}

/** The feed-forward part: two linear layers with an activation and dropout between them. */
function feedForward(
  r: Reader,
  self: LayerObject,
  call: Call,
  x: PyObject,
  activation: PyObject,
  last: string,
): PyObject {
  const inner = part(r, self, 'linear1', call, [x]);
  const active =
    activation.type === 'string'
      ? callAt(r, `torch.nn.functional.${activation.value}`, call, [inner])
      : r.callObject(r, activation, {
          ...call,
          tex: undefined,
          args: [{ value: inner, span: call.span, tex: undefined }],
          keywords: new Map(),
        });
  const kept = part(r, self, 'dropout', call, [active]);
  return part(r, self, last, call, [part(r, self, 'linear2', call, [kept])]);
}

function attended(
  r: Reader,
  self: LayerObject,
  name: string,
  call: Call,
  x: readonly PyObject[],
  masks: Readonly<Record<string, PyObject | undefined>>,
  drop: string,
): PyObject {
  const found = part(r, self, name, call, x, masks);
  const [output] = isSequence(found) ? found.items : [found];
  return part(r, self, drop, call, [output ?? none]);
}

/** One part of a layer with its residual and its norm, before or after. */
function block(
  r: Reader,
  self: LayerObject,
  call: Call,
  x: PyObject,
  norm: string,
  first: boolean,
  f: (x: PyObject) => PyObject,
): PyObject {
  if (first) return added(r, call, x, f(part(r, self, norm, call, [x])));
  return part(r, self, norm, call, [added(r, call, x, f(x))]);
}

/** nn.TransformerEncoderLayer (torch/nn/modules/transformer.py). */
const encoderLayer: LibraryFunction = (r, call) => {
  const options = optionsOf(r, call);
  if (options === undefined) return undefined;
  const [d = none, heads = none, inner = none] = options.sizes;
  const attributes = new Map<string, PyObject>();
  attributes.set(
    'self_attn',
    callAt(r, 'torch.nn.MultiheadAttention', call, [d, heads], options.common),
  );
  attributes.set('linear1', callAt(r, 'torch.nn.Linear', call, [d, inner]));
  attributes.set('dropout', callAt(r, 'torch.nn.Dropout', call, [options.dropout]));
  attributes.set('linear2', callAt(r, 'torch.nn.Linear', call, [inner, d]));
  for (const name of ['norm1', 'norm2'])
    attributes.set(name, callAt(r, 'torch.nn.LayerNorm', call, [d], { eps: options.eps }));
  for (const name of ['dropout1', 'dropout2'])
    attributes.set(name, callAt(r, 'torch.nn.Dropout', call, [options.dropout]));
  const { first, activation } = options;
  return {
    type: 'layer',
    name: 'TransformerEncoderLayer',
    attributes,
    call: (reader, use, self) => {
      const x = arg(use, 0, 'src');
      if (x === undefined) return undefined;
      const masks = {
        attn_mask: arg(use, 1, 'src_mask'),
        key_padding_mask: arg(use, 2, 'src_key_padding_mask'),
      };
      const seen = block(reader, self, use, x, 'norm1', first, (y) =>
        attended(reader, self, 'self_attn', use, [y, y, y], masks, 'dropout1'),
      );
      return block(reader, self, use, seen, 'norm2', first, (y) =>
        feedForward(reader, self, use, y, activation, 'dropout2'),
      );
    },
  };
};

/** nn.TransformerDecoderLayer. */
const decoderLayer: LibraryFunction = (r, call) => {
  const options = optionsOf(r, call);
  if (options === undefined) return undefined;
  const [d = none, heads = none, inner = none] = options.sizes;
  const attributes = new Map<string, PyObject>();
  for (const name of ['self_attn', 'multihead_attn'])
    attributes.set(
      name,
      callAt(r, 'torch.nn.MultiheadAttention', call, [d, heads], options.common),
    );
  attributes.set('linear1', callAt(r, 'torch.nn.Linear', call, [d, inner]));
  attributes.set('dropout', callAt(r, 'torch.nn.Dropout', call, [options.dropout]));
  attributes.set('linear2', callAt(r, 'torch.nn.Linear', call, [inner, d]));
  for (const name of ['norm1', 'norm2', 'norm3'])
    attributes.set(name, callAt(r, 'torch.nn.LayerNorm', call, [d], { eps: options.eps }));
  for (const name of ['dropout1', 'dropout2', 'dropout3'])
    attributes.set(name, callAt(r, 'torch.nn.Dropout', call, [options.dropout]));
  const { first, activation } = options;
  return {
    type: 'layer',
    name: 'TransformerDecoderLayer',
    attributes,
    call: (reader, use, self) => {
      const [x, memory] = [arg(use, 0, 'tgt'), arg(use, 1, 'memory')];
      if (x === undefined || memory === undefined) return undefined;
      const own = {
        attn_mask: arg(use, 2, 'tgt_mask'),
        key_padding_mask: arg(use, 4, 'tgt_key_padding_mask'),
      };
      const other = {
        attn_mask: arg(use, 3, 'memory_mask'),
        key_padding_mask: arg(use, 5, 'memory_key_padding_mask'),
      };
      const seen = block(reader, self, use, x, 'norm1', first, (y) =>
        attended(reader, self, 'self_attn', use, [y, y, y], own, 'dropout1'),
      );
      const crossed = block(reader, self, use, seen, 'norm2', first, (y) =>
        attended(reader, self, 'multihead_attn', use, [y, memory, memory], other, 'dropout2'),
      );
      return block(reader, self, use, crossed, 'norm3', first, (y) =>
        feedForward(reader, self, use, y, activation, 'dropout3'),
      );
    },
  };
};

/** Most layers that one stack spells out. */
const maxLayers = 48;

/** nn.TransformerEncoder and nn.TransformerDecoder: copies of one layer, one after the other. */
const stack =
  (name: string, memory: boolean): LibraryFunction =>
  (r, call) => {
    const layer = arg(call, 0, 'encoder_layer', 'decoder_layer');
    const count = intArg(r, call, 1, 'num_layers');
    if (layer === undefined || count === undefined || count > maxLayers) return undefined;
    const copies = Array.from(
      { length: count },
      () =>
        deepCopy(r, { ...call, args: [{ value: layer, span: call.span, tex: undefined }] }) ??
        layer,
    );
    return {
      type: 'layer',
      name,
      attributes: new Map<string, PyObject>([
        ['layers', { type: 'list', items: copies }],
        ['norm', arg(call, 2, 'norm') ?? none],
      ]),
      call: (reader, use, self) => {
        const layers = self.attributes.get('layers');
        let x = arg(use, 0, memory ? 'tgt' : 'src');
        const rest = use.args.slice(1);
        // An encoder's own word for its mask.
        const keywords = new Map(use.keywords);
        const mask = keywords.get('mask') ?? (memory ? undefined : rest[0]);
        if (!memory && mask !== undefined) keywords.set('src_mask', mask);
        keywords.delete('mask');
        for (const k of ['src', 'tgt', 'is_causal', 'tgt_is_causal']) keywords.delete(k);
        const others = memory ? rest : rest.slice(1);
        if (!memory && others[0] !== undefined) keywords.set('src_key_padding_mask', others[0]);
        for (const item of layers?.type === 'list' ? layers.items : []) {
          if (x === undefined) return undefined;
          const first: Given = { value: x, span: use.span, tex: undefined };
          x = reader.callObject(reader, item, {
            ...use,
            tex: undefined,
            args: [first, ...(memory ? others : [])],
            keywords,
          });
        }
        const norm = self.attributes.get('norm');
        return x === undefined || norm === undefined || norm.type === 'none'
          ? x
          : part(reader, self, 'norm', use, [x]);
      },
    };
  };

/** −∞ above the diagonal, 0 elsewhere. */
export const subsequentMask: LibraryFunction = (r, call) => {
  const n = intArg(r, call, 0, 'sz');
  if (n === undefined) return undefined;
  const s = compose(r, call);
  return s.last(
    { kind: 'triu', diagonal: 1 },
    s.op({ kind: 'full', shape: [n, n], value: -Infinity }),
  );
};

export const transformers: Table = {
  TransformerEncoderLayer: encoderLayer,
  TransformerDecoderLayer: decoderLayer,
  TransformerEncoder: stack('TransformerEncoder', false),
  TransformerDecoder: stack('TransformerDecoder', true),
};
