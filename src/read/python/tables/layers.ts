import { asInt, asTensor } from '../convert.js';
import {
  isSequence,
  none,
  size,
  type Call,
  type LayerObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { operate, shapeOfTensor, type Reader } from '../reader.js';
import {
  arg,
  dimArg,
  flagArg,
  given,
  intArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';
import { callAt } from './calling.js';
import { compose } from './compose.js';
import { each } from './convolutions.js';
import { held, layer } from './layerObjects.js';
import { asWeight, overInputs, parameter } from './parameters.js';
import { prelu } from './elements.js';

/** What a layer holds now under a name; code may have put something else there. */
const attribute = (self: LayerObject, name: string): PyObject => self.attributes.get(name) ?? none;

/** nn.PReLU(num_parameters, init): slopes below 0 that are learned. */
const preluLayer: LibraryFunction = (r, call) => {
  const count =
    arg(call, 0, 'num_parameters') === undefined ? 1 : dimArg(r, call, 0, 'num_parameters');
  const value = numberArg(r, call, 1, 'init') ?? 0.25;
  if (count === undefined) return undefined;
  const weight = operate(r, { kind: 'full', shape: [count], value }, [], { span: call.span });
  return layer('PReLU', [['weight', asWeight(r, weight)]], (reader, use, self) => {
    const at = { span: use.span, tex: undefined };
    return prelu(reader, {
      ...use,
      args: [...use.args.slice(0, 1), { value: attribute(self, 'weight'), ...at }],
    });
  });
};

/** A module that calls a function with what it was made with behind its input. */
const calling =
  (name: string, path: string): LibraryFunction =>
  (_r, call) =>
    layer(name, [], (reader, use) => {
      const x = arg(use, 0, 'input');
      const fixed = Object.fromEntries([...call.keywords].map(([k, v]) => [k, v.value]));
      return x && callAt(reader, path, use, [x, ...call.args.map((a) => a.value)], fixed);
    });

/** nn.ZeroPad2d and the like: so many places on every side, or left, right, top and bottom apart. */
const padding =
  (rank: number, mode: string): LibraryFunction =>
  (r, call) => {
    const wanted = arg(call, 0, 'padding');
    const value = arg(call, 1, 'value') ?? { type: 'number' as const, value: 0, float: true };
    const sides = each(r, wanted, 2 * rank, 0);
    if (sides === undefined) return undefined;
    const items = sides.map((n) => size(n));
    return layer('Pad', [], (reader, use) => {
      const x = arg(use, 0, 'input');
      const rest =
        mode === 'constant' ? { value } : { mode: { type: 'string' as const, value: mode } };
      return (
        x && callAt(reader, 'torch.nn.functional.pad', use, [x, { type: 'list', items }], rest)
      );
    });
  };

/** nn.Bilinear(in1, in2, out): weight [out, in₁, in₂] and bias from U(−1/√in₁, 1/√in₁). */
const bilinearLayer: LibraryFunction = (r, call) => {
  const [first, second] = [dimArg(r, call, 0, 'in1_features'), dimArg(r, call, 1, 'in2_features')];
  const outer = dimArg(r, call, 2, 'out_features');
  const biased = flagArg(r, call, 3, ['bias'], true);
  if (first === undefined || second === undefined || outer === undefined || biased === undefined)
    return undefined;
  const own = overInputs(first);
  const weight = parameter(r, [outer, first, second], own, call);
  const bias = biased ? parameter(r, [outer], own, call) : none;
  return layer(
    'Bilinear',
    [
      ['weight', weight],
      ['bias', bias],
    ],
    (reader, use, self) => {
      const [a, b] = [arg(use, 0, 'input1'), arg(use, 1, 'input2')];
      const parts = [attribute(self, 'weight'), attribute(self, 'bias')];
      return a && b && callAt(reader, 'torch.nn.functional.bilinear', use, [a, b, ...parts]);
    },
  );
};

/** nn.EmbeddingBag(count, dim, mode): the mean, sum or maximum of the rows that each bag names. */
const embeddingBag: LibraryFunction = (r, call) => {
  const [count, dim] = [dimArg(r, call, 0, 'num_embeddings'), dimArg(r, call, 1, 'embedding_dim')];
  const asked = arg(call, 5, 'mode');
  const mode = asked?.type === 'string' ? asked.value : 'mean';
  if (count === undefined || dim === undefined || !/^(?:mean|sum|max)$/.test(mode))
    return undefined;
  const weight = parameter(r, [count, dim], { kind: 'normal', mean: 0, std: 1 }, call);
  return layer('EmbeddingBag', [['weight', weight]], (reader, use, self) => {
    const indices = tensorArg(reader, use, 0, 'input');
    const table = held(reader, self, 'weight', use);
    const bags = indices === undefined ? undefined : shapeOfTensor(reader, indices)?.length;
    if (!indices || !table || bags !== 2 || use.args.length > 1 || use.keywords.size > 0)
      return undefined;
    const s = compose(reader, use);
    const rows = s.op({ kind: 'embedding' }, indices, table);
    return s.last({ kind: mode as 'mean' | 'sum' | 'max', axes: [1] }, rows);
  });
};

/** nn.Embedding.from_pretrained(table): the rows of a given table. */
export const pretrained: LibraryFunction = (r, call) => {
  const table = tensorArg(r, call, 0, 'embeddings');
  const shape = table === undefined ? undefined : shapeOfTensor(r, table);
  if (table === undefined) return undefined;
  const frozen = flagArg(r, call, 1, ['freeze'], true);
  const weight = frozen === true ? table : asWeight(r, table);
  const attributes: [string, PyObject][] = [['weight', weight]];
  if (shape?.[0] !== undefined) attributes.push(['num_embeddings', size(shape[0])]);
  if (shape?.[1] !== undefined) attributes.push(['embedding_dim', size(shape[1])]);
  return layer('Embedding', attributes, (reader, use, self) => {
    const indices = tensorArg(reader, use, 0, 'input');
    const now = held(reader, self, 'weight', use);
    return indices && now && operate(reader, { kind: 'embedding' }, [indices, now], use);
  });
};

/** nn.ConvTransposeNd: weight [in, out, …kernel] and bias from U(−1/√(out · kernel), …). */
const transposedLayer =
  (rank: number): LibraryFunction =>
  (r, call) => {
    const [inner, outer] = [dimArg(r, call, 0, 'in_channels'), dimArg(r, call, 1, 'out_channels')];
    const kernel = each(r, arg(call, 2, 'kernel_size'), rank, 1);
    const groups = arg(call, 6, 'groups') === undefined ? 1 : intArg(r, call, 6, 'groups');
    const biased = flagArg(r, call, 7, ['bias'], true);
    if (!inner || !outer || !kernel || groups !== 1 || biased === undefined) return undefined;
    const fan = (typeof outer === 'number' ? outer : 1) * kernel.reduce((a, b) => a * b, 1);
    const own = overInputs(fan);
    const weight = parameter(r, [inner, outer, ...kernel], own, call);
    const bias = biased ? parameter(r, [outer], own, call) : none;
    const settings: Record<string, PyObject> = {};
    for (const [i, name] of ['stride', 'padding', 'output_padding'].entries()) {
      const found = arg(call, 3 + i, name);
      if (found !== undefined) settings[name] = found;
    }
    const dilation = arg(call, 8, 'dilation');
    if (dilation !== undefined) settings['dilation'] = dilation;
    const path = `torch.nn.functional.conv_transpose${rank}d`;
    return layer(
      `ConvTranspose${rank}d`,
      [
        ['weight', weight],
        ['bias', bias],
      ],
      (reader, use, self) => {
        const x = arg(use, 0, 'input');
        return (
          x &&
          callAt(
            reader,
            path,
            use,
            [x, attribute(self, 'weight'), attribute(self, 'bias')],
            settings,
          )
        );
      },
    );
  };

/** nn.utils.parameters_to_vector(parameters): all of them one after the other. */
const asVector: LibraryFunction = (r, call) => {
  const all = given(call, 0, 'parameters');
  if (all === undefined || !isSequence(all.value) || all.value.items.length === 0) return undefined;
  const tensors = all.value.items.map((o) => asTensor(r, o, all));
  if (!tensors.every((t): t is TensorObject => t !== undefined)) return undefined;
  const s = compose(r, call);
  const flat = tensors.map((t) => s.op({ kind: 'reshape', shape: [-1] }, t));
  return s.last({ kind: 'concat', axis: 0 }, ...flat);
};

/** torch.nn.utils.rnn.pad_sequence(sequences, batch_first, padding_value). */
const padSequence: LibraryFunction = (r, call) => {
  const all = given(call, 0, 'sequences');
  const first = flagArg(r, call, 1, ['batch_first'], false);
  const value = arg(call, 2, 'padding_value') ?? { type: 'number' as const, value: 0, float: true };
  if (all === undefined || !isSequence(all.value) || first === undefined) return undefined;
  const tensors = all.value.items.map((o) => asTensor(r, o, all));
  const lengths = tensors.map((t) => (t === undefined ? undefined : shapeOfTensor(r, t)?.[0]));
  if (!lengths.every((n): n is number => typeof n === 'number') || lengths.length === 0)
    return undefined;
  const longest = Math.max(...lengths);
  const padded = tensors.map((t, i) => paddedTo(r, call, t, longest - (lengths[i] ?? 0), value));
  if (!padded.every((t): t is TensorObject => t?.type === 'tensor')) return undefined;
  return compose(r, call).last({ kind: 'stack', axis: first ? 0 : 1 }, ...padded);
};

/** So many rows more at the end of the first axis. */
function paddedTo(
  r: Reader,
  call: Call,
  x: TensorObject | undefined,
  more: number,
  value: PyObject,
): PyObject | undefined {
  const rank = x === undefined ? undefined : shapeOfTensor(r, x)?.length;
  if (x === undefined || rank === undefined || more === 0) return x;
  const sides = [...Array.from({ length: 2 * rank - 1 }, () => size(0)), size(more)];
  return callAt(r, 'torch.nn.functional.pad', call, [x, { type: 'list', items: sides }], { value });
}

export const utilities: Table = { parameters_to_vector: asVector };
export const sequenceUtilities: Table = { pad_sequence: padSequence };

const known = (r: Reader, o: PyObject | undefined): boolean =>
  o !== undefined && (isSequence(o) || asInt(r, o) !== undefined);

/** nn.Unflatten(dim, sizes). */
const unflatten: LibraryFunction = (r, call) =>
  known(r, arg(call, 1, 'unflattened_size'))
    ? calling('Unflatten', 'torch.unflatten')(r, call)
    : undefined;

/** Layers beside those that attention code always has. */
export const moreLayers: Table = {
  PReLU: preluLayer,
  Unflatten: unflatten,
  Bilinear: bilinearLayer,
  EmbeddingBag: embeddingBag,
  ConvTranspose1d: transposedLayer(1),
  ConvTranspose2d: transposedLayer(2),
  ZeroPad1d: padding(1, 'constant'),
  ZeroPad2d: padding(2, 'constant'),
  ConstantPad1d: padding(1, 'constant'),
  ConstantPad2d: padding(2, 'constant'),
  ReflectionPad1d: padding(1, 'reflect'),
  ReflectionPad2d: padding(2, 'reflect'),
  ReplicationPad1d: padding(1, 'replicate'),
  ReplicationPad2d: padding(2, 'replicate'),
};
