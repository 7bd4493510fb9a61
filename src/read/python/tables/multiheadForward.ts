import type { TensorObject } from '../objects.js';
import { operate, shapeOfTensor } from '../reader.js';
import {
  arg,
  dimArg,
  flagArg,
  intArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
} from './arguments.js';
import { compose } from './compose.js';
import { attendApart, thirds, withWeights, type Places } from './headsApart.js';

const places: Places = { padding: 14, needWeights: 15, mask: 16, average: 23 };

/**
 * F.multi_head_attention_forward(query, key, value, embed_dim, num_heads, in_proj_weight, in_proj_bias,
 * bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, …) on positions before
 * sequences. With `use_separate_proj_weight`, what stands at `in_proj_weight` is not looked at.
 */
export const multiHeadForward: LibraryFunction = (r, call) => {
  const tensor = (at: number, name: string): TensorObject | undefined =>
    tensorArg(r, call, at, name);
  const given = (at: number, name: string): boolean => {
    const found = arg(call, at, name);
    return found !== undefined && found.type !== 'none';
  };
  const [query, key, value] = [tensor(0, 'query'), tensor(1, 'key'), tensor(2, 'value')];
  const dModel = dimArg(r, call, 3, 'embed_dim_to_check');
  const heads = intArg(r, call, 4, 'num_heads');
  const outWeight = tensor(11, 'out_proj_weight');
  const separate = flagArg(r, call, 17, ['use_separate_proj_weight'], false);
  const zero = flagArg(r, call, 9, ['add_zero_attn'], false);
  if (!query || !key || !value || !outWeight) return undefined;
  if (dModel === undefined || heads === undefined) return undefined;
  if (separate === undefined || zero === undefined) return undefined;
  if (given(21, 'static_k') || given(22, 'static_v')) return undefined;
  const s = compose(r, call);
  const joint = separate ? undefined : tensor(5, 'in_proj_weight');
  const [q, k, v] =
    joint === undefined
      ? ['q', 'k', 'v'].map((n, i) => tensor(18 + i, `${n}_proj_weight`))
      : thirds(s, joint);
  if (!q || !k || !v) return undefined;
  const bias = tensor(6, 'in_proj_bias');
  const sequenceFirst = shapeOfTensor(r, query)?.length === 3;
  const turn = (t: TensorObject): TensorObject =>
    sequenceFirst
      ? operate(r, { kind: 'transpose', axis0: 0, axis1: 1 }, [t], { span: call.span })
      : t;
  const found = attendApart(
    r,
    call,
    [turn(query), turn(key), turn(value)],
    {
      dModel,
      heads,
      zero,
      weights: [q, k, v],
      biases: bias === undefined ? [undefined, undefined, undefined] : thirds(s, bias),
      behind: [tensor(7, 'bias_k'), tensor(8, 'bias_v')],
      outWeight,
      outBias: tensor(12, 'out_proj_bias'),
      dropout: numberArg(r, call, 10, 'dropout_p'),
      training: flagArg(r, call, 13, ['training'], true),
    },
    places,
  );
  return found && withWeights(r, call, places, turn(found.output), found.weights);
};
