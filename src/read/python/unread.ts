import type { ValueId } from '../../program/value.js';
import { asTensor } from './convert.js';
import { isSequence, library, type Call, type PyObject } from './objects.js';
import { breakStream } from './random.js';
import type { Reader } from './reader.js';
import { loseParameters } from './lose.js';
import { looksLikeSize, unknown } from './unknown.js';

/** Modules whose functions neither draw from the generators nor touch tensors. */
export const quietModules =
  /^(?:builtins|matplotlib|seaborn|plotly|pandas|bertviz|time|os|sys|json|re|math|warnings|logging|tqdm|typing|collections|itertools|functools|pathlib|IPython|dataclasses|copy|string|textwrap|pprint|random|argparse|einops|rich|PIL|abc|enum|gc|inspect|datetime|csv|pickle|io|contextlib|unittest|pytest|tabulate|torchinfo|torchviz|wandb|glob|shutil|subprocess|urllib|requests|jaxtyping|beartype|types|operator|heapq|bisect|traceback|platform|psutil|torchmetrics|scipy|jax|flax|tensorflow|keras|google)(?:\.|$)/;

/** Names of torch that draw, or that make what draws: layers, loaders, distributions. */
const drawing =
  /^torch\.(?:nn\.[A-Z]|nn\.modules|nn\.init|nn\.functional\.(?:.*dropout|gumbel|rrelu|multi_head)|random|rand|multinomial|bernoulli|poisson|normal|distributions|utils|hub|load|compile|jit|onnx|testing|seed|set_rng|get_rng)/;

/** Methods of tensors that draw. */
const drawingMethod =
  /^(?:multinomial|bernoulli_?|random_|exponential_|geometric_|cauchy_|log_normal_)$/;

/** What a call at a library's path may have drawn from. */
function streamsAfter(path: string | undefined): 'torch' | 'numpy' | 'both' | 'none' {
  if (path === undefined) return 'both';
  if (/^torch(?:\.|$)/.test(path)) return drawing.test(path) ? 'torch' : 'none';
  if (/^numpy(?:\.|$)/.test(path)) return path.startsWith('numpy.random') ? 'numpy' : 'none';
  return quietModules.test(path) ? 'none' : 'both';
}

/**
 * A call that is not read. Later draws of a stream that it may have drawn from are not known;
 * what it gives is a value of its own where tensors go in, else nothing until it is used. `of` names
 * what was made to be called, where that is not read either.
 */
export function unreadCall(r: Reader, call: Call, path?: string, of?: string): PyObject {
  const after = path?.startsWith('method ') === true ? methodStreams(path) : streamsAfter(path);
  if (after !== 'none') breakStream(r, after);
  if (changesWeights(call, path)) loseParameters(r, call.callee, call.span);
  takeAsTensors(r, call, of);
  const inputs = tensorsIn(call);
  if (
    path !== undefined &&
    quietModules.test(path) &&
    !/^(?:jax|tensorflow|scipy|builtins)/.test(path)
  ) {
    return library(`${path}()`);
  }
  if (
    path !== undefined &&
    /^torch\.(?:device|finfo|iinfo|no_grad|inference_mode|cuda|backends|set_|optim|autograd|amp)/.test(
      path,
    )
  ) {
    return library(`${path}()`);
  }
  const result = unknown(r, call.callee, 'unread', call.span, {
    inputs,
    ...(of === undefined ? {} : { of }),
  });
  if (inputs.length > 0 && path !== 'builtins.method') asTensor(r, result, call);
  return result;
}

/** Layers by the field's names take tensors: one, and attention three. */
const layers: readonly (readonly [RegExp, number])[] = [
  [/(?:softmax|norm(?:ali[sz]ation)?\d*|feed_?forward|ffn|mlp|gelu|relu|silu|swish)$/i, 1],
  [/positional_?(?:encoding|embedding)s?$/i, 1],
  [/(?:^|\.)(?:linear|dense)$/i, 1],
  [/(?:attention|attn)$/i, 3],
];

/** What nobody gave is a tensor where it goes into a layer. */
function takeAsTensors(r: Reader, call: Call, of: string | undefined): void {
  if (!r.frame.symbolic) return;
  const names = [call.callee.replace(/\.(?:forward|call)$/, ''), of ?? ''];
  const count = layers.find(([is]) => names.some((n) => is.test(n)))?.[1] ?? 0;
  for (const { value, span } of call.args.slice(0, count)) {
    const open = value.type === 'unknown' && value.source === 'argument' && !looksLikeSize(value);
    if (open) asTensor(r, value, { span });
  }
}

/** `optimizer.step()`, `model.load_state_dict(…)`, `train(model)`. */
function changesWeights(call: Call, path: string | undefined): boolean {
  if (path !== undefined && quietModules.test(path)) return false;
  if (/\.(?:step|load_state_dict|apply|fit)$/.test(call.callee)) return true;
  const given = [...call.args, ...call.keywords.values()].map((g) => g.value);
  return (
    given.some((o) => o.type === 'instance' || o.type === 'layer') &&
    !/\.(?:parameters|named_parameters|state_dict|modules|children|named_modules|buffers)$/.test(
      call.callee,
    )
  );
}

const methodStreams = (path: string): 'torch' | 'none' =>
  drawingMethod.test(path.slice('method '.length)) ? 'torch' : 'none';

/** Tensors among the arguments, in lists too. */
function tensorsIn(call: Call): ValueId[] {
  const found = new Set<ValueId>();
  const visit = (o: PyObject, depth: number): void => {
    if (found.size > 16 || depth > 2) return;
    if (o.type === 'tensor') found.add(o.id);
    else if (o.type === 'unknown' && o.tensor !== undefined) found.add(o.tensor.id);
    else if (isSequence(o)) o.items.slice(0, 16).forEach((i) => visit(i, depth + 1));
  };
  for (const a of call.args) visit(a.value, 0);
  for (const a of call.keywords.values()) visit(a.value, 0);
  return [...found];
}
