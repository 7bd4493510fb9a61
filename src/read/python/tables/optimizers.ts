import { asNumber, asTensor, truth } from '../convert.js';
import { detach, forgetGradient, gradientOf } from '../gradients.js';
import { updateTensor } from '../inPlace.js';
import { itemsOf } from '../iterate.js';
import { none, type Call, type LayerObject, type PyObject, type TensorObject } from '../objects.js';
import type { Reader } from '../reader.js';
import { arg, given, type LibraryFunction, type Table } from './arguments.js';
import { compose, type Steps } from './compose.js';

/** One step of a parameter against its gradient; `state` holds what is kept between steps. */
type Rule = (
  s: Steps,
  p: TensorObject,
  g: TensorObject,
  state: Map<string, TensorObject>,
  step: number,
) => TensorObject;

interface Optimizer {
  readonly parameters: readonly TensorObject[];
  readonly rule: Rule;
  readonly states: Map<TensorObject, Map<string, TensorObject>>;
  steps: number;
}

const optimizers = new WeakMap<LayerObject, Optimizer>();

const scaled = (s: Steps, x: TensorObject, by: number): TensorObject =>
  s.op({ kind: 'mul' }, x, s.number(by, true));

const plus = (s: Steps, a: TensorObject, b: TensorObject): TensorObject =>
  s.op({ kind: 'add' }, a, b);

/** torch.optim.SGD with momentum and weight decay. */
const descent =
  (lr: number, momentum: number, decay: number, nesterov: boolean): Rule =>
  (s, p, g, state) => {
    let d = decay === 0 ? g : plus(s, g, scaled(s, p, decay));
    if (momentum !== 0) {
      const before = state.get('momentum');
      const buffer = before === undefined ? d : plus(s, scaled(s, before, momentum), d);
      state.set('momentum', buffer);
      d = nesterov ? plus(s, d, scaled(s, buffer, momentum)) : buffer;
    }
    return s.op({ kind: 'sub' }, p, scaled(s, d, lr));
  };

/** Adam (Kingma and Ba 2015) as torch.optim.Adam, and AdamW with the decay apart. */
const adam =
  (
    lr: number,
    [b1, b2]: readonly [number, number],
    eps: number,
    decay: number,
    apart: boolean,
  ): Rule =>
  (s, p, g, state, step) => {
    const from = apart && decay !== 0 ? scaled(s, p, 1 - lr * decay) : p;
    const d = !apart && decay !== 0 ? plus(s, g, scaled(s, p, decay)) : g;
    const mean = (key: string, b: number, x: TensorObject): TensorObject => {
      const before = state.get(key);
      const now = scaled(s, x, 1 - b);
      const made = before === undefined ? now : plus(s, scaled(s, before, b), now);
      state.set(key, made);
      return made;
    };
    const m = mean('m', b1, d);
    const v = mean('v', b2, s.op({ kind: 'mul' }, d, d));
    const root = scaled(s, s.op({ kind: 'sqrt' }, v), 1 / Math.sqrt(1 - b2 ** step));
    const change = s.op({ kind: 'div' }, m, plus(s, root, s.number(eps, true)));
    return s.op({ kind: 'sub' }, from, scaled(s, change, lr / (1 - b1 ** step)));
  };

type MakeRule = (r: Reader, call: Call) => Rule | undefined;

const optimizer =
  (make: MakeRule): LibraryFunction =>
  (r, call) => {
    const list = given(call, 0, 'params');
    const items = list === undefined ? undefined : itemsOf(r, list.value, list);
    const rule = make(r, call);
    if (r.frame.symbolic || rule === undefined) return undefined;
    if (!items?.every((i): i is TensorObject => i.type === 'tensor')) return undefined;
    const made: LayerObject = {
      type: 'layer',
      name: 'Optimizer',
      attributes: new Map<string, PyObject>(),
      call: () => undefined,
    };
    optimizers.set(made, { parameters: [...items], rule, states: new Map(), steps: 0 });
    return made;
  };

const number = (
  r: Reader,
  call: Call,
  position: number,
  name: string,
  otherwise: number,
): number | undefined => {
  const o = arg(call, position, name);
  return o === undefined ? otherwise : asNumber(r, o);
};

const sgd: MakeRule = (r, call) => {
  const lr = number(r, call, 1, 'lr', Number.NaN);
  const momentum = number(r, call, 2, 'momentum', 0);
  const dampening = number(r, call, 3, 'dampening', 0);
  const decay = number(r, call, 4, 'weight_decay', 0);
  const nesterov = arg(call, 5, 'nesterov');
  if (lr === undefined || momentum === undefined || dampening !== 0 || decay === undefined)
    return undefined;
  return Number.isNaN(lr)
    ? undefined
    : descent(lr, momentum, decay, nesterov !== undefined && truth(r, nesterov) === true);
};

const adaptive =
  (apart: boolean): MakeRule =>
  (r, call) => {
    const lr = number(r, call, 1, 'lr', 1e-3);
    const eps = number(r, call, 3, 'eps', 1e-8);
    const decay = number(r, call, 4, 'weight_decay', apart ? 0.01 : 0);
    const betas = arg(call, 2, 'betas');
    const pair = betas?.type === 'tuple' ? betas.items.map((b) => asNumber(r, b)) : [0.9, 0.999];
    const [b1, b2] = pair;
    const amsgrad = arg(call, -1, 'amsgrad');
    if (
      lr === undefined ||
      eps === undefined ||
      decay === undefined ||
      b1 === undefined ||
      b2 === undefined
    )
      return undefined;
    return amsgrad !== undefined ? undefined : adam(lr, [b1, b2], eps, decay, apart);
  };

export const optimizerClasses: Table = {
  SGD: optimizer(sgd),
  Adam: optimizer(adaptive(false)),
  AdamW: optimizer(adaptive(true)),
};

/** `optimizer.step()` and `optimizer.zero_grad()`; undefined for anything else. */
export function optimizerMethod(
  r: Reader,
  self: LayerObject,
  name: string,
  call: Call,
): PyObject | undefined {
  const found = optimizers.get(self);
  if (found === undefined) return undefined;
  if (name === 'zero_grad') {
    for (const p of found.parameters) forgetGradient(r, p.storage);
    return none;
  }
  if (name !== 'step' || r.frame.uncertain > 0) return undefined;
  found.steps += 1;
  const s = compose(r, call);
  for (const p of found.parameters) {
    const gradient = gradientOf(r, p, { span: call.span });
    const now = asTensor(r, p, { span: call.span });
    if (gradient.type !== 'tensor' || now === undefined) continue;
    const state = found.states.get(p) ?? new Map<string, TensorObject>();
    found.states.set(p, state);
    const { name: own } = r.builder.value(now.id);
    const next = found.rule(s, now, gradient, state, found.steps);
    // The step is not part of what later gradients go back through.
    const apart = s.op(detach, next);
    updateTensor(r, p, apart.id);
    if (own !== undefined) r.builder.define(apart.id, own);
  }
  return none;
}
