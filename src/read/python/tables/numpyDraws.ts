import type { Dim } from '../../../program/dim.js';
import { asShape, asTensor, nestedNumbers } from '../convert.js';
import { loseTensor, updateTensor } from '../inPlace.js';
import { loseObjects } from '../lose.js';
import {
  none,
  type Call,
  type GeneratorObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { draw, forget } from '../random.js';
import { operate, shapeOfTensor, type Place, type Reader } from '../reader.js';
import { arg, flagArg, given, tensorArg } from './arguments.js';

/** `size=` of NumPy: absent for one number, an integer or a tuple. */
export function numpySize(r: Reader, call: Call, position: number): Dim[] | undefined {
  const given = arg(call, position, 'size');
  return given === undefined || given.type === 'none' ? [] : asShape(r, given);
}

/** A random order of 0 … n − 1. */
function order(
  r: Reader,
  call: Call,
  count: Dim | undefined,
  generator: GeneratorObject | undefined,
  place: Place,
): TensorObject | undefined {
  if (typeof count !== 'number') {
    forget(r, 'numpy', generator);
    return undefined;
  }
  const distribution = { kind: 'permutation' } as const;
  return draw(r, { library: 'numpy', shape: [count], distribution, generator }, place);
}

/** `permutation(n)`, or the rows of an array in a random order. */
export function permuted(
  r: Reader,
  call: Call,
  generator: GeneratorObject | undefined,
  position: number,
): PyObject | undefined {
  const given = arg(call, position, 'x');
  if (given?.type === 'number') return order(r, call, given.value, generator, call);
  const x = tensorArg(r, call, position, 'x');
  const rows = x === undefined ? undefined : shapeOfTensor(r, x)?.[0];
  const places = order(r, call, rows, generator, { span: call.span });
  return x === undefined || places === undefined ? undefined : rowsAt(r, x, places, call);
}

const rowsAt = (r: Reader, x: TensorObject, places: TensorObject, call: Call): TensorObject =>
  operate(r, { kind: 'index', items: [{ kind: 'tensor', input: 1 }] }, [x, places], call);

/** `shuffle(x)`: the rows of an array in a random order, in place. */
export function shuffle(
  r: Reader,
  call: Call,
  generator: GeneratorObject | undefined,
  position: number,
): PyObject | undefined {
  const x = arg(call, position, 'x');
  const rows = x?.type === 'tensor' ? shapeOfTensor(r, x)?.[0] : undefined;
  const places = order(r, call, rows, generator, { span: call.span });
  if (x?.type === 'list') loseObjects(r, [x], call.callee, call.span);
  if (x?.type !== 'tensor') return x?.type === 'list' ? none : undefined;
  const given = call.args[position]?.tex;
  const name = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(given ?? '') ? given : undefined;
  if (places === undefined) loseTensor(r, x, call.callee, call.span);
  else updateTensor(r, x, rowsAt(r, x, places, call).id);
  if (name !== undefined) r.builder.define(x.id, name);
  return none;
}

/** `choice(a, size, replace, p)`: places drawn, and what stands there. */
export function choice(
  r: Reader,
  call: Call,
  generator: GeneratorObject | undefined,
  at: number,
): PyObject | undefined {
  const from = given(call, at, 'a');
  const shape = numpySize(r, call, at + 1);
  const replace = flagArg(r, call, at + 2, ['replace'], true);
  const weights = arg(call, at + 3, 'p');
  const p = weights === undefined || weights.type === 'none' ? undefined : nestedNumbers(weights);
  const count = from?.value.type === 'number' ? from.value.value : undefined;
  const x = from === undefined || count !== undefined ? undefined : asTensor(r, from.value, from);
  const n = count ?? (x === undefined ? undefined : shapeOfTensor(r, x)?.[0]);
  const open = weights !== undefined && weights.type !== 'none' && p === undefined;
  if (typeof n !== 'number' || shape === undefined || replace === undefined || open) {
    forget(r, 'numpy', generator);
    return undefined;
  }
  const distribution = {
    kind: 'choice',
    n,
    replace,
    ...(p === undefined ? {} : { p: p.data }),
  } as const;
  const places = draw(r, { library: 'numpy', shape, distribution, generator }, call);
  return x === undefined || places === undefined ? places : rowsAt(r, x, places, call);
}
