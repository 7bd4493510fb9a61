import { asTensor, truth } from '../convert.js';
import type { Call, LayerCall, LayerObject, PyObject, TensorObject } from '../objects.js';
import type { Reader } from '../reader.js';
import type { LibraryFunction, Table } from './arguments.js';

/** A layer, what it holds, and what a call of it gives. */
export const layer = (
  name: string,
  attributes: Iterable<readonly [string, PyObject]>,
  call: LayerCall,
): LayerObject => ({ type: 'layer', name, attributes: new Map(attributes), call });

/** A weight or bias as a layer has it now: code may have put another in its place. */
export function held(
  r: Reader,
  of: PyObject | undefined,
  name: string,
  use: Call,
): TensorObject | undefined {
  const o = of?.type === 'layer' ? of.attributes.get(name) : undefined;
  return o === undefined ? undefined : asTensor(r, o, use);
}

/**
 * Whether a layer is in training, as layers are made unless `.eval()` was called; `otherwise` where nothing
 * says so, undefined where it is not known.
 */
export function isTraining(
  r: Reader,
  { attributes }: LayerObject,
  otherwise = true,
): boolean | undefined {
  const flag = attributes.get('training');
  return flag === undefined ? otherwise : truth(r, flag);
}

/** A module that calls a function of the table with what it was made with behind its input. */
export const wrapped =
  (table: Table, name: string): LibraryFunction =>
  (_r, call) =>
    layer(name, [], (reader, use) =>
      table[name]?.(reader, {
        ...use,
        args: [...use.args.slice(0, 1), ...call.args],
        keywords: call.keywords,
      }),
    );
