import type { Dim } from '../../program/dim.js';
import type { Distribution, DType, RandomStream } from '../../program/operation.js';
import type { GeneratorObject, TensorObject } from './objects.js';
import { change, emitValue, newTensor, type Place, type Reader } from './reader.js';

type RandomLibrary = 'torch' | 'numpy';

/** A stream from a new seed; undefined where the seed is not known. */
export function seeded(
  r: Reader,
  seed: number | undefined,
  generator: RandomStream['generator'],
): RandomStream | undefined {
  if (seed === undefined || !Number.isSafeInteger(seed) || r.frame.symbolic) return undefined;
  return { id: r.nextStream++, seed, generator };
}

/** What draws without a generator of their own come from after this point. */
export function setStream(
  r: Reader,
  library: RandomLibrary,
  stream: RandomStream | undefined,
): void {
  if (r.frame.symbolic) return;
  const before = r.streams[library];
  change(
    r,
    r.streams,
    () => (r.streams[library] = before),
    () => (r.streams[library] = stream),
  );
}

/** After a draw that can't be followed, later draws of the stream are not the library's own. */
export function breakStream(r: Reader, library: RandomLibrary | 'both'): void {
  if (library !== 'numpy') setStream(r, 'torch', undefined);
  if (library !== 'torch') setStream(r, 'numpy', undefined);
}

interface Draw {
  readonly library: RandomLibrary;
  readonly shape: readonly Dim[] | undefined;
  readonly distribution: Distribution;
  readonly dtype?: DType | undefined;
  /** Given with `generator=`, or the object whose method draws. */
  readonly generator?: GeneratorObject | undefined;
}

/** A random tensor, from the stream in force where its size and the stream are known. */
export function draw(r: Reader, request: Draw, place: Place): TensorObject | undefined {
  const { library, shape, distribution, generator } = request;
  const current = generator === undefined ? r.streams[library] : generator.stream;
  const sizes = shape?.map((d) => r.builder.context.resolve(d));
  const counted = sizes?.every((d) => typeof d === 'number' && d >= 0) ?? false;
  const stream = counted && !r.frame.symbolic ? current : undefined;
  if (!counted) forget(r, library, generator);
  if (sizes === undefined) return undefined;
  const whole = /^(?:integers|permutation|choice)$/.test(distribution.kind);
  const dtype = request.dtype ?? (library === 'numpy' && !whole ? 'float64' : undefined);
  const id = emitValue(
    r,
    {
      kind: 'random',
      shape: sizes,
      distribution,
      ...(stream === undefined ? {} : { stream }),
    },
    [],
    place,
    dtype === undefined ? {} : { dtype },
  );
  return newTensor(id, library);
}

/** An unknown number of draws happened. */
export function forget(r: Reader, library: RandomLibrary, generator?: GeneratorObject): void {
  if (generator === undefined) breakStream(r, library);
  else {
    const before = generator.stream;
    change(
      r,
      generator,
      () => (generator.stream = before),
      () => (generator.stream = undefined),
    );
  }
}
