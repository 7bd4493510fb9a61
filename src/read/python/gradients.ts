import type { Operation } from '../../program/operation.js';
import type { Span } from '../../program/span.js';
import type { ValueId } from '../../program/value.js';
import { asTensor } from './convert.js';
import { updateTensor } from './inPlace.js';
import { none, type PyObject, type Storage, type TensorObject } from './objects.js';
import { emitValue, newTensor, viewTensor, type Place, type Reader } from './reader.js';

/** A way back that was gone: from an output, by a seed, to the value that a tensor was then. */
interface Way {
  readonly output: ValueId;
  readonly seed: ValueId | undefined;
  readonly to: ValueId;
  readonly place: Place;
}

/** What is known of a tensor's gradient: what it holds, and what has come back since. */
interface Gradient {
  tensor: TensorObject | undefined;
  ways: Way[];
}

interface Tracked {
  /** Tensors that ask for gradients, by their memory. */
  readonly leaves: Map<Storage, TensorObject>;
  readonly gradients: Map<Storage, Gradient>;
  /** The first value of the block without gradients that is being read. */
  apartSince?: ValueId;
}

const all = new WeakMap<Reader, Tracked>();

const tracked = (r: Reader): Tracked => {
  const found = all.get(r) ?? { leaves: new Map(), gradients: new Map() };
  all.set(r, found);
  return found;
};

/** `requires_grad=True`, `.requires_grad_()`, `.retain_grad()`. */
export function wantGradient(r: Reader, t: TensorObject): void {
  if (!r.frame.symbolic) tracked(r).leaves.set(t.storage, t);
}

export const wantsGradient = (r: Reader, t: TensorObject): boolean =>
  tracked(r).leaves.has(t.storage) || r.parameters.has(t.storage);

/** True once the code asks for gradients of tensors of its own. */
export const tracksGradients = (r: Reader): boolean => tracked(r).leaves.size > 0;

/** Everything a value is computed from, itself included; not what lies behind a cut. */
function ancestors(r: Reader, id: ValueId): ReadonlySet<ValueId> {
  const found = new Set([id]);
  for (let at = id; at >= 0; at--) {
    if (!found.has(at)) continue;
    const { operation, inputs } = r.builder.value(at);
    if (isDetached(operation)) continue;
    for (const input of inputs) found.add(input);
  }
  return found;
}

/** `x.requires_grad`: it, or something that it is computed from, asks for gradients. */
export function requiresGradient(r: Reader, t: TensorObject): boolean {
  if (isCut(t)) return false;
  if (wantsGradient(r, t)) return true;
  const { apartSince } = tracked(r);
  if (apartSince !== undefined && t.id >= apartSince) return false;
  const float = /^float/.test(r.builder.value(t.id).dtype);
  if (!float || r.frame.symbolic) return false;
  const wanting = new Set<ValueId>();
  for (const storage of [...tracked(r).leaves.keys(), ...r.parameters])
    for (const m of storage.members) wanting.add(m.id);
  return [...ancestors(r, t.id)].some((id) => wanting.has(id));
}

/** Seen through `.detach()`. */
const isCut = (t: TensorObject): boolean => {
  const { view } = t.layout;
  return view !== undefined && (isDetached(view.operation) || isCut(view.base));
};

const isDetached = (o: Operation): boolean => o.kind === 'library' && o.name === 'detach';

/** The same numbers, through which no gradient passes. */
export const detach: Operation = { kind: 'library', name: 'detach', settings: {} };

/** Inside `with torch.no_grad()`, in this function or in one that called it. */
export const isApart = (r: Reader): boolean => tracked(r).apartSince !== undefined;

/** From here to the call of what it returns, what is computed has gradients, or has none. */
export function switchGradients(r: Reader, on: boolean, span: Span): () => void {
  const state = tracked(r);
  const close = (): void => {
    state.apartSince = r.builder.size;
  };
  const open = (): void => {
    const from = state.apartSince;
    delete state.apartSince;
    if (from !== undefined) cutGradients(r, from, span);
  };
  if (on !== isApart(r)) return () => undefined;
  if (on) open();
  else close();
  return on ? close : open;
}

/** No gradient passes through the names that a block without gradients gave since value `from`. */
function cutGradients(r: Reader, from: ValueId, span: Span): void {
  if (!cutsGradients(r)) return;
  const { variables } = r.frame.environment;
  for (const [name, t] of variables) variables.set(name, withoutGradients(r, from, span, t));
}

const cutsGradients = (r: Reader): boolean => !r.frame.symbolic && tracksGradients(r);

/** A tensor made since value `from`, or those of a tuple, as no gradient passes through them. */
export function withoutGradients(r: Reader, from: ValueId, span: Span, t: PyObject): PyObject {
  if (!cutsGradients(r)) return t;
  if (t.type === 'tuple')
    return { ...t, items: t.items.map((i) => withoutGradients(r, from, span, i)) };
  if (t.type !== 'tensor' || t.id < from || !requiresGradient(r, t) || wantsGradient(r, t))
    return t;
  return viewTensor(t, emitValue(r, detach, [t.id], { span }), false, t.library, detach);
}

/** `output.backward(seed)`: gradients come to every leaf that the output depends on. */
export function goBack(
  r: Reader,
  output: TensorObject,
  seed: TensorObject | undefined,
  place: Place,
): void {
  if (r.frame.symbolic) return;
  const { leaves, gradients } = tracked(r);
  const reached = ancestors(r, output.id);
  const targets = new Map(leaves);
  for (const storage of r.parameters) {
    const [first] = storage.members;
    if (first !== undefined) targets.set(storage, first);
  }
  for (const [storage, t] of targets) {
    if (!reached.has(t.id)) continue;
    const gradient = gradients.get(storage) ?? { tensor: undefined, ways: [] };
    gradients.set(storage, gradient);
    gradient.ways.push({ output: output.id, seed: seed?.id, to: t.id, place });
  }
}

/** d output / d input as a value. */
export function gradientValue(
  r: Reader,
  output: ValueId,
  to: ValueId,
  seed: ValueId | undefined,
  place: Place,
): ValueId {
  const inputs = seed === undefined ? [output, to] : [output, to, seed];
  return emitValue(r, { kind: 'grad' }, inputs, place);
}

/** `x.grad`: None before anything came back; sums of what came back are kept in one tensor. */
export function gradientOf(r: Reader, t: TensorObject, place: Place): PyObject {
  const gradient = tracked(r).gradients.get(t.storage);
  if (gradient === undefined) return wantsGradient(r, t) ? none : { type: 'none' };
  for (const way of gradient.ways) {
    const id = gradientValue(r, way.output, way.to, way.seed, { span: way.place.span });
    if (gradient.tensor === undefined) {
      gradient.tensor = newTensor(id, 'torch');
      continue;
    }
    const before = asTensor(r, gradient.tensor, place) ?? gradient.tensor;
    updateTensor(r, gradient.tensor, emitValue(r, { kind: 'add' }, [before.id, id], place));
  }
  gradient.ways = [];
  return gradient.tensor ?? none;
}

/** `x.grad = None`, `zero_grad()`: nothing has come back. */
export function forgetGradient(r: Reader, storage: Storage): void {
  tracked(r).gradients.delete(storage);
}
