import type { Span } from '../../program/span.js';
import type { Expr } from './ast.js';
import { asInt, asTensor } from './convert.js';
import { codeText } from './codeText.js';
import { loseTensor, putItems, updateTensor } from './inPlace.js';
import { callDunder } from './dunder.js';
import { forgetGradient, wantGradient } from './gradients.js';
import { itemsOf } from './iterate.js';
import { keyOf, putKey, takeKey } from './keys.js';
import { loseObjects } from './lose.js';
import { setAttribute } from './methodCalls.js';
import { bindName } from './names.js';
import { madeHere, nameValue } from './naming.js';
import { isSequence, none, type PyObject, type TensorObject } from './objects.js';
import { change, type Reader } from './reader.js';
import { sliceIndices } from './subscript.js';
import { setItems } from './tables/containers.js';
import { labelsOf } from './tables/plots.js';
import { unpack } from './unpack.js';

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
      else if (target.name === 'grad') {
        if (value.type === 'none') forgetGradient(r, object.storage);
      } else if (target.name === 'requires_grad') {
        if (value.type === 'bool' && value.value) wantGradient(r, object);
      } else {
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
  if (object.type === 'instance') {
    callDunder(r, object, '__setitem__', [index, value], { span: r.frame.statement });
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
  if (object.type === 'dict') {
    if (!putKey(r, object, index, value)) {
      loseObjects(r, [object.entries], 'key', r.frame.statement);
    }
    return;
  }
  const items = withItem(r, object.items, index, value);
  if (items === undefined) loseObjects(r, [object], 'index', r.frame.statement);
  else setItems(r, object, items);
}

/** A list's items after `list[index] = value`; undefined where that is not known. */
function withItem(
  r: Reader,
  before: readonly PyObject[],
  index: PyObject,
  value: PyObject,
): PyObject[] | undefined {
  if (index.type === 'slice') {
    const picked = sliceIndices(r, index, before.length);
    const items = itemsOf(r, value, { span: r.frame.statement });
    if (picked === undefined || items === undefined) return undefined;
    if (index.step.type !== 'none') {
      const places = new Map(picked.map((at, i) => [at, items[i]] as const));
      return items.length === picked.length ? before.map((x, i) => places.get(i) ?? x) : undefined;
    }
    const start = picked[0] ?? sliceIndices(r, { ...index, stop: none }, before.length)?.[0];
    const from = start ?? before.length;
    return [...before.slice(0, from), ...items, ...before.slice(from + picked.length)];
  }
  const place = asInt(r, index);
  if (place === undefined) return undefined;
  const at = place < 0 ? place + before.length : place;
  return before.map((x, i) => (i === at ? value : x));
}

/** `del target`. */
export function remove(r: Reader, target: Expr): void {
  if (target.kind === 'name') {
    r.frame.environment.variables.delete(target.name);
    return;
  }
  if (target.kind === 'tuple' || target.kind === 'list') {
    for (const item of target.items) remove(r, item);
    return;
  }
  if (target.kind === 'attribute') {
    const object = r.evaluate(r, target.object);
    if (object.type === 'instance') object.attributes.delete(target.name);
    return;
  }
  if (target.kind !== 'subscript') return;
  const object = r.evaluate(r, target.object);
  const index = r.evaluate(r, target.index);
  if (object.type === 'dict') {
    const key = keyOf(index);
    if (key === undefined) loseObjects(r, [object.entries], 'del', target.span);
    else takeKey(r, object, key);
  } else if (object.type === 'list') {
    const length = object.items.length;
    const at = asInt(r, index);
    const gone =
      index.type === 'slice'
        ? sliceIndices(r, index, length)
        : at === undefined
          ? undefined
          : [at < 0 ? at + length : at];
    if (gone === undefined) loseObjects(r, [object], 'del', target.span);
    else
      setItems(
        r,
        object,
        object.items.filter((_, i) => !gone.includes(i)),
      );
  }
}

function noteStrings(r: Reader, name: string, value: PyObject, span: Span): void {
  const items = isSequence(value) ? labelsOf(value) : undefined;
  if (items !== undefined) r.stringLists.push({ name, items, span, scope: r.frame.scope });
}
