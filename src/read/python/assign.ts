import type { Shape } from '../../program/dim.js';
import type { Span } from '../../program/span.js';
import type { Expr } from './ast.js';
import { asTensor } from './convert.js';
import { codeText, texOnce } from './codeText.js';
import { nameDim } from './dimNames.js';
import { putItems, updateTensor, loseTensor } from './inPlace.js';
import { itemsOf } from './iterate.js';
import { learnShape } from './learn.js';
import { setAttribute } from './methodCalls.js';
import { bindName } from './names.js';
import { isSequence, size, type PyObject, type TensorObject } from './objects.js';
import { change, emitValue, viewTensor, type Reader } from './reader.js';
import { looksLikeSize, unknown } from './unknown.js';
import { labelsOf } from './tables/plots.js';

/** Binds the target of a loop: what it stands for keeps the name it has. */
export function bindTarget(r: Reader, target: Expr, value: PyObject, source: Expr): void {
  const fresh = value.type === 'tensor' && madeHere(r, value);
  if (target.kind === 'name' && !fresh) {
    if (value.type === 'tensor') r.builder.mention(target.span, value.id);
    else if (value.type === 'unknown') (value.mentions ??= []).push(target.span);
    bindName(r, target.name, value);
  } else if (
    target.kind === 'tuple' &&
    isSequence(value) &&
    value.items.length === target.items.length
  ) {
    target.items.forEach((t, i) => bindTarget(r, t, value.items[i] ?? value, source));
  } else assign(r, target, value, source);
}

/** `target = value`; `source` is the expression that gave the value, where there is one. */
export function assign(r: Reader, target: Expr, value: PyObject, source: Expr | undefined): void {
  switch (target.kind) {
    case 'name': {
      const named = nameValue(r, value, target.name, target.span, source);
      noteStrings(r, target.name, named, target.span);
      bindName(r, target.name, named);
      return;
    }
    case 'tuple':
    case 'list':
      unpack(r, target.items, value, source);
      return;
    case 'starred':
      assign(r, target.value, value, source);
      return;
    case 'attribute':
      assignAttribute(r, target, value, source);
      return;
    case 'subscript':
      assignSubscript(r, target, value, source);
      return;
    default:
  }
}

/** The value under its new name: named itself where it was just made here, else an identity. */
export function nameValue(
  r: Reader,
  value: PyObject,
  name: string,
  at: Span,
  source: Expr | undefined,
): PyObject {
  switch (value.type) {
    case 'tensor':
      return nameTensor(r, value, name, at, source);
    case 'unknown':
      return nameUnknown(r, value, name, at, source);
    case 'dim':
      nameDim(r, value.dim, name);
      return value;
    case 'layer':
      nameParameters(r, value, name, at);
      return value;
    case 'list':
    case 'tuple':
      for (const [i, item] of value.items.entries()) {
        if (item.type === 'layer') nameParameters(r, item, `${name}.${i}`, at);
      }
      return value;
    case 'dict':
      for (const [key, item] of value.entries) {
        if (item.type === 'layer') nameParameters(r, item, `${name}.${key}`, at);
      }
      return value;
    default:
      return value;
  }
}

/** True for a value that the statement being read made and that has no name yet. */
const madeHere = (r: Reader, t: TensorObject): boolean =>
  r.builder.value(t.id).defined !== true &&
  r.frame.scope.statements.get(t.id) === r.frame.statement;

function nameTensor(
  r: Reader,
  t: TensorObject,
  name: string,
  at: Span,
  source: Expr | undefined,
): TensorObject {
  const value = r.builder.value(t.id);
  const inside =
    source === undefined ||
    (source.span.start <= value.span.start && value.span.end <= source.span.end);
  if (inside && madeHere(r, t) && t.stale === undefined) {
    r.builder.define(t.id, name);
    r.builder.mention(at, t.id);
    return t;
  }
  const tex = source === undefined ? undefined : texOnce(source);
  const ready = asTensor(r, t, { span: source?.span ?? at }) ?? t;
  const id = emitValue(
    r,
    { kind: 'cast', dtype: value.dtype },
    [ready.id],
    { span: source?.span ?? at, ...(tex === undefined ? {} : { tex }) },
    { name, defined: true, ...(value.weak === true ? { weak: true } : {}) },
  );
  r.builder.mention(at, id);
  return viewTensor(ready, id, true);
}

function nameUnknown(
  r: Reader,
  value: Extract<PyObject, { type: 'unknown' }>,
  name: string,
  at: Span,
  source: Expr | undefined,
): PyObject {
  if (value.tensor === undefined && value.deferred !== undefined) {
    const { left, right } = value.deferred;
    const init = r.frame.function?.name === '__init__';
    if (!init && !(looksLikeSize(left) && looksLikeSize(right))) {
      const tensor = asTensor(r, value, { span: value.span });
      if (tensor !== undefined) return nameTensor(r, tensor, name, at, source);
    }
    return value;
  }
  if (value.tensor !== undefined) {
    if (r.builder.value(value.tensor.id).defined === true) {
      return nameTensor(r, value.tensor, name, at, source);
    }
    r.builder.define(value.tensor.id, name);
    r.builder.mention(at, value.tensor.id);
    value.name ??= name;
    return value;
  }
  if (value.source === 'unread') {
    value.name ??= name;
    value.statement = r.frame.statement;
  }
  (value.mentions ??= []).push(at);
  if (value.dim !== undefined) nameDim(r, value.dim, name);
  return value;
}

/** `self.w_q = nn.Linear(…)`: its weights are `w_q.weight` and `w_q.bias`. */
function nameParameters(
  r: Reader,
  layer: Extract<PyObject, { type: 'layer' }>,
  name: string,
  at: Span,
): void {
  const short = name.replace(/^self\./, '');
  let mentioned = false;
  for (const [key, value] of layer.attributes) {
    if (value.type === 'tensor' && r.builder.value(value.id).defined !== true) {
      r.builder.define(value.id, `${short}.${key}`);
      if (!mentioned) r.builder.mention(at, value.id);
      mentioned = true;
    } else if (value.type === 'layer') nameParameters(r, value, `${short}.${key}`, at);
  }
}

function unpack(
  r: Reader,
  targets: readonly Expr[],
  value: PyObject,
  source: Expr | undefined,
): void {
  const star = targets.findIndex((t) => t.kind === 'starred');
  const items = spreadShape(r, unpackable(r, targets, value, source, star), targets.length);
  if (
    items === undefined ||
    (star < 0 ? items.length !== targets.length : items.length < targets.length - 1)
  ) {
    for (const [i, t] of targets.entries()) {
      assign(r, t, part(r, value, i, targets.length, source), source);
    }
    return;
  }
  const spread = items.length - targets.length + 1;
  const sources = source?.kind === 'tuple' || source?.kind === 'list' ? source.items : undefined;
  const exact = sources?.length === items.length && sources.every((s) => s.kind !== 'starred');
  targets.forEach((target, i) => {
    if (i === star) {
      assign(r, target, { type: 'list', items: items.slice(i, i + spread) }, source);
      return;
    }
    const at = star >= 0 && i > star ? i + spread - 1 : i;
    const item = items[at];
    if (item !== undefined) assign(r, target, item, exact ? sources[at] : source);
  });
}

/** `b, h, *_ = *q.shape, n`: a shape among the items takes the places that are left. */
function spreadShape(
  r: Reader,
  items: readonly PyObject[] | undefined,
  count: number,
): PyObject[] | undefined {
  if (items === undefined) return undefined;
  const at = items.findIndex((i) => i.type === 'shape');
  const shape = items[at];
  if (shape?.type !== 'shape' || items.length >= count + 1 || items.length === count)
    return [...items];
  const rank = count - items.length + 1;
  const dims = Array.from({ length: rank }, () => r.builder.context.fresh());
  learnShape(r, shape.tensor.id, dims);
  const known = (r.builder.shape(shape.tensor.id) ?? dims).map((d) => size(d));
  return [...items.slice(0, at), ...known, ...items.slice(at + 1)];
}

/** What an unreadable whole gives to one of several names. */
function part(
  r: Reader,
  value: PyObject,
  index: number,
  count: number,
  source: Expr | undefined,
): PyObject {
  const span = source?.span ?? r.frame.statement;
  if (value.type === 'library') return value;
  if (value.type === 'unknown') {
    const text = value.source === 'unread' ? value.text : `${value.text}[${index}]`;
    const made = unknown(r, text, value.source, value.source === 'argument' ? value.span : span, {
      ...(value.inputs === undefined ? {} : { inputs: value.inputs }),
    });
    if ((value.inputs?.length ?? 0) > 0) asTensor(r, made, { span });
    return made;
  }
  return unknown(
    r,
    source === undefined ? `item ${index} of ${count}` : codeText(source),
    'unread',
    span,
  );
}

function unpackable(
  r: Reader,
  targets: readonly Expr[],
  value: PyObject,
  source: Expr | undefined,
  star: number,
): PyObject[] | undefined {
  if (value.type === 'shape') return unpackShape(r, targets, value.tensor, star);
  if (value.type === 'tensor') {
    const first = r.builder.shape(value.id)?.[0];
    if (typeof first === 'number' && first !== targets.length && star < 0) return undefined;
    if (typeof first !== 'number')
      return star < 0 ? rows(r, value, targets.length, source) : undefined;
  }
  if (isSequence(value) && value.count !== undefined && star < 0) {
    const [only] = value.items;
    return only === undefined ? undefined : targets.map(() => only);
  }
  return itemsOf(r, value, { span: source?.span ?? r.frame.statement });
}

/** `q, k, v = qkv` where the number of rows is not known: the names say how many. */
function rows(r: Reader, value: TensorObject, count: number, source: Expr | undefined): PyObject[] {
  const first = r.builder.shape(value.id)?.[0];
  if (first !== undefined) r.builder.context.unify(first, count);
  return Array.from({ length: count }, (_, index) => {
    const place = { span: source?.span ?? r.frame.statement };
    const id = emitValue(r, { kind: 'index', items: [{ kind: 'at', index }] }, [value.id], place);
    return viewTensor(value, id);
  });
}

/** `B, T, C = x.shape` of a tensor of unknown rank: its rank is the number of names. */
function unpackShape(
  r: Reader,
  targets: readonly Expr[],
  tensor: TensorObject,
  star: number,
): PyObject[] | undefined {
  if (star >= 0) return undefined;
  const shape: Shape = targets.map(() => r.builder.context.fresh());
  learnShape(r, tensor.id, shape);
  const known = r.builder.shape(tensor.id) ?? shape;
  return known.map((d) => size(d));
}

function assignAttribute(
  r: Reader,
  target: Extract<Expr, { kind: 'attribute' }>,
  value: PyObject,
  source: Expr | undefined,
): void {
  const object = r.evaluate(r, target.object);
  const name = codeText(target);
  switch (object.type) {
    case 'instance':
    case 'layer': {
      const inside = r.frame.self === object || object.type === 'layer';
      const named = nameValue(r, value, inside ? name : target.name, target.span, source);
      setAttribute(r, object, target.name, named);
      return;
    }
    case 'unknown': {
      const before = object.attributes.get(target.name);
      const named = nameValue(r, value, name, target.span, source);
      change(
        r,
        object.attributes,
        () =>
          before === undefined
            ? object.attributes.delete(target.name)
            : object.attributes.set(target.name, before),
        () => object.attributes.set(target.name, named),
      );
      return;
    }
    case 'class':
      object.attributes.set(target.name, value);
      return;
    case 'tensor': {
      const ready = target.name === 'data' ? asTensor(r, value, { span: target.span }) : undefined;
      if (ready !== undefined) updateTensor(r, object, ready.id);
      else if (target.name !== 'requires_grad' && target.name !== 'grad') {
        loseTensor(r, object, codeText(target), target.span);
      }
      return;
    }
    default:
  }
}

function assignSubscript(
  r: Reader,
  target: Extract<Expr, { kind: 'subscript' }>,
  value: PyObject,
  source: Expr | undefined,
): void {
  const object = r.evaluate(r, target.object);
  const index = r.evaluate(r, target.index);
  if (isSequence(object) || object.type === 'dict') {
    putElement(r, object, index, nameValue(r, value, codeText(target), target.span, source));
    return;
  }
  const tensor =
    object.type === 'tensor'
      ? object
      : object.type === 'unknown' && (object.tensor !== undefined || index.type !== 'string')
        ? asTensor(r, object, { span: object.span })
        : undefined;
  if (tensor === undefined) return;
  const span = r.frame.statement;
  const valuePlace = { span: source?.span ?? span };
  const id = putItems(r, tensor, index, value, { span }, valuePlace);
  if (id === undefined) loseTensor(r, tensor, `${codeText(target)} = …`, span);
  else updateTensor(r, tensor, id);
  nameChanged(r, tensor, target.object);
}

/** A tensor changed in place keeps the name it was changed by. */
export function nameChanged(r: Reader, tensor: TensorObject, by: Expr): void {
  if (by.kind !== 'name' && by.kind !== 'attribute') return;
  r.builder.define(tensor.id, codeText(by));
  r.builder.mention(by.span, tensor.id);
}

function putElement(
  r: Reader,
  object: Extract<PyObject, { type: 'list' | 'tuple' | 'set' | 'dict' }>,
  index: PyObject,
  value: PyObject,
): void {
  if (index.type !== 'number' && index.type !== 'string') return;
  if (object.type === 'dict') {
    const key = index.value;
    const before = object.entries.get(key);
    change(
      r,
      object.entries,
      () => (before === undefined ? object.entries.delete(key) : object.entries.set(key, before)),
      () => object.entries.set(key, value),
    );
    return;
  }
  if (index.type !== 'number') return;
  const before = object.items;
  const at = index.value < 0 ? index.value + before.length : index.value;
  change(
    r,
    object,
    () => (object.items = before),
    () => (object.items = before.map((x, i) => (i === at ? value : x))),
  );
}

function noteStrings(r: Reader, name: string, value: PyObject, span: Span): void {
  const items = isSequence(value) ? labelsOf(value) : undefined;
  if (items !== undefined) r.stringLists.push({ name, items, span, scope: r.frame.scope });
}
