import type { Shape } from '../../program/dim.js';
import type { Expr } from './ast.js';
import { asTensor } from './convert.js';
import { codeText } from './codeText.js';
import { itemsOf } from './iterate.js';
import { learnShape } from './learn.js';
import { variable } from './names.js';
import { isSequence, size, type PyObject, type TensorObject } from './objects.js';
import { emitValue, viewTensor, type Reader } from './reader.js';
import { resultShape, unknown } from './unknown.js';

/** `a, (b, *c) = value`: each target gets its part. */
export function unpack(
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
      r.assign(r, t, part(r, value, i, targets.length, source), source);
    }
    return;
  }
  const spread = items.length - targets.length + 1;
  const sources = source?.kind === 'tuple' || source?.kind === 'list' ? source.items : undefined;
  const exact = sources?.length === items.length && sources.every((s) => s.kind !== 'starred');
  targets.forEach((target, i) => {
    if (i === star) {
      r.assign(r, target, { type: 'list', items: items.slice(i, i + spread) }, source);
      return;
    }
    const at = star >= 0 && i > star ? i + spread - 1 : i;
    const item = items[at];
    if (item !== undefined) r.assign(r, target, item, exact ? sources[at] : source);
  });
  showMeasured(r, source);
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
    if ((value.inputs?.length ?? 0) > 0) {
      const tensor = asTensor(r, made, { span });
      const shape = resultShape(r, value, index);
      if (tensor !== undefined && shape !== undefined) r.builder.learn(tensor.id, shape);
    }
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
    return viewTensor(value, id, false, value.library, {
      kind: 'index',
      items: [{ kind: 'at', index }],
    });
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

/**
 * `B, T, C = x.shape`: where a function asks for the sizes of its tensor, the tensor can be looked at; the value
 * itself stands where its caller made it.
 */
function showMeasured(r: Reader, source: Expr | undefined): void {
  const read = source?.kind === 'call' ? source.callee : source;
  if (read?.kind !== 'attribute' || !/^(?:shape|size)$/.test(read.name)) return;
  const { object: owner } = read;
  if (owner.kind !== 'name' || r.frame.function === undefined) return;
  const tensor = variable(r, owner.name);
  if (tensor?.type !== 'tensor' || tensor.library === 'python') return;
  const { dtype, operation } = r.builder.value(tensor.id);
  // What nothing calls has inputs of its own, which stand in it.
  if (operation.kind === 'input') return;
  const named = { name: owner.name, defined: true };
  emitValue(r, { kind: 'cast', dtype }, [tensor.id], { span: owner.span }, named);
}
