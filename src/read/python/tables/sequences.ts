import { asNumber } from '../convert.js';
import type { Call, TensorObject } from '../objects.js';
import { emitValue, newTensor, type Reader } from '../reader.js';
import { arg, intArg, keyword, type LibraryFunction, type Table } from './arguments.js';

type Kind = 'torch' | 'numpy';

const row = (r: Reader, library: Kind, data: readonly number[], call: Call): TensorObject => {
  const dtype = library === 'numpy' ? 'float64' : 'float32';
  const operation = { kind: 'tensor', shape: [data.length], data } as const;
  return newTensor(emitValue(r, operation, [], call, { dtype }), library);
};

/** Numbers at equal distances, both ends included. */
const linspace =
  (library: Kind): LibraryFunction =>
  (r, call) => {
    const start = asNumber(r, arg(call, 0, 'start'));
    const stop = asNumber(r, arg(call, 1, 'end', 'stop'));
    const count =
      arg(call, 2, 'steps', 'num') === undefined && library === 'numpy'
        ? 50
        : intArg(r, call, 2, 'steps', 'num');
    if (start === undefined || stop === undefined || count === undefined) return undefined;
    if (count < 1 || count > 10_000 || keyword(call, 'endpoint', 'dtype')) return undefined;
    const step = count > 1 ? (stop - start) / (count - 1) : 0;
    const data =
      library === 'numpy'
        ? Array.from({ length: count }, (_, i) =>
            i === count - 1 && count > 1 ? stop : start + i * step,
          )
        : torchLinspace(start, stop, count);
    return row(r, library, data, call);
  };

/** PyTorch works in float32 and from both ends to the middle (RangeFactories.cpp). */
function torchLinspace(start: number, stop: number, count: number): number[] {
  const f = Math.fround;
  const step = count > 1 ? f(f(stop - start) / (count - 1)) : 0;
  return Array.from({ length: count }, (_, i) =>
    i < count / 2 ? f(start + f(step * i)) : f(stop - f(step * (count - 1 - i))),
  );
}

/** Powers of a base at equal distances of the exponent. */
const logspace =
  (library: Kind): LibraryFunction =>
  (r, call) => {
    const [start, stop] = [
      asNumber(r, arg(call, 0, 'start')),
      asNumber(r, arg(call, 1, 'end', 'stop')),
    ];
    const steps = arg(call, 2, 'steps', 'num');
    const count = steps === undefined && library === 'numpy' ? 50 : asNumber(r, steps);
    const third = keyword(call, 'base') ?? arg(call, library === 'torch' ? 3 : 4);
    const base = third === undefined ? 10 : asNumber(r, third);
    if (start === undefined || stop === undefined || count === undefined || base === undefined)
      return undefined;
    if (count < 1 || count > 10_000 || keyword(call, 'endpoint', 'dtype')) return undefined;
    const step = count > 1 ? (stop - start) / (count - 1) : 0;
    const data = Array.from({ length: count }, (_, i) => base ** (start + i * step));
    return row(r, library, data, call);
  };

/** torch.range(start, end, step): both ends are included. */
const inclusiveRange: LibraryFunction = (r, call) => {
  const first = asNumber(r, arg(call, 0, 'start'));
  const second = arg(call, 1, 'end');
  const [start, end] = second === undefined ? [0, first] : [first, asNumber(r, second)];
  const step = arg(call, 2, 'step') === undefined ? 1 : asNumber(r, arg(call, 2, 'step'));
  if (start === undefined || end === undefined || step === undefined || step === 0)
    return undefined;
  const length = Math.floor((end - start) / step) + 1;
  if (!(length >= 1 && length <= 10_000)) return undefined;
  const data = Array.from({ length }, (_, i) => start + i * step);
  return row(r, 'torch', data, call);
};

/** Numbers at equal distances, of one library. */
export const sequences = (library: Kind): Table => ({
  linspace: linspace(library),
  logspace: logspace(library),
  ...(library === 'torch' ? { range: inclusiveRange } : {}),
});
