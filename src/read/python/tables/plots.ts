import { isSequence, none, type Call, type PyObject, type TensorObject } from '../objects.js';
import type { Reader } from '../reader.js';
import { arg, keyword, type LibraryFunction, type Table } from './arguments.js';

/** Strings of a list that names the positions of an axis. */
export function labelsOf(o: PyObject | undefined): string[] | undefined {
  if (o === undefined || !isSequence(o) || o.items.length === 0) return undefined;
  const labels = o.items.map((i) => (i.type === 'string' ? i.value : undefined));
  return labels.every((l): l is string => l !== undefined) ? labels : undefined;
}

function label(
  r: Reader,
  tensor: TensorObject,
  axis: number,
  labels: PyObject | undefined,
  call: Call,
): void {
  const names = labelsOf(labels);
  if (names === undefined) return;
  const size = r.builder.shape(tensor.id)?.at(axis);
  if (typeof size === 'number' && size !== names.length) return;
  if (axis === -2) r.labelled.add(tensor.id);
  r.builder.label({ value: tensor.id, axis, labels: names, span: call.span });
}

/** The tensor that a plotting call draws, remembered under the axes it draws on. */
function drawn(r: Reader, call: Call, on: string): TensorObject | undefined {
  const data = arg(call, 0, 'data', 'X', 'z');
  if (data?.type !== 'tensor') return undefined;
  r.images.set(on, data);
  r.images.set('', data);
  return data;
}

/** `sns.heatmap(w, xticklabels=tokens, yticklabels=tokens)` and the like. */
export const heatmap: LibraryFunction = (r, call) => {
  const tensor = drawn(r, call, '');
  if (tensor !== undefined) {
    label(r, tensor, -1, keyword(call, 'xticklabels', 'columns', 'x'), call);
    label(r, tensor, -2, keyword(call, 'yticklabels', 'index', 'y'), call);
  }
  return none;
};

/** What a method of an axes object, `plt` or a figure does with labels; all else is nothing. */
export function plotMethod(r: Reader, on: string, name: string, call: Call): PyObject | undefined {
  const last = r.images.get(on) ?? r.images.get('');
  switch (name) {
    case 'imshow':
    case 'matshow':
    case 'pcolormesh':
    case 'pcolor':
      drawn(r, call, on);
      return none;
    case 'xticks':
    case 'set_xticks':
      if (last !== undefined) label(r, last, -1, arg(call, 1, 'labels'), call);
      return none;
    case 'yticks':
    case 'set_yticks':
      if (last !== undefined) label(r, last, -2, arg(call, 1, 'labels'), call);
      return none;
    case 'set_xticklabels':
      if (last !== undefined) label(r, last, -1, arg(call, 0, 'labels'), call);
      return none;
    case 'set_yticklabels':
      if (last !== undefined) label(r, last, -2, arg(call, 0, 'labels'), call);
      return none;
    case 'set':
      if (last !== undefined) {
        label(r, last, -1, keyword(call, 'xticklabels'), call);
        label(r, last, -2, keyword(call, 'yticklabels'), call);
      }
      return none;
    default:
      return undefined;
  }
}

export const plots: Table = { heatmap, clustermap: heatmap, DataFrame: heatmap };
