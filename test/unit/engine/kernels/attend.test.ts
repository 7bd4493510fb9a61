import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allRows,
  keepSteps,
  type AttendJob,
  type Claim,
  type StepSink,
} from '../../../../src/engine/kernels/attend.js';
import { attendPlain } from '../../../../src/engine/kernels/attendPlain.js';
import { attendSimd } from '../../../../src/engine/kernels/attendSimd.js';
import type { MaskPlan } from '../../../../src/engine/kernels/mask.js';
import { takePart, type SharedWork } from '../../../../src/engine/kernels/shared.js';
import { attendAll } from '../../../../src/engine/kernels/sharing.js';
import { always, noise, simd } from './support.js';

interface Shape {
  readonly kvHeads: number;
  readonly group: number;
  readonly queries: number;
  readonly keys: number;
  readonly dim: number;
  readonly valueDim: number;
  readonly softcap: number;
  readonly masked: boolean;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  kvHeads: fc.integer({ min: 1, max: 3 }),
  group: fc.integer({ min: 1, max: 3 }),
  queries: fc.integer({ min: 1, max: 60 }),
  keys: fc.integer({ min: 1, max: 90 }),
  dim: fc.integer({ min: 1, max: 33 }),
  valueDim: fc.integer({ min: 1, max: 33 }),
  softcap: fc.constantFrom(0, 0.5, 30),
  masked: fc.boolean(),
});

function jobOf(shape: Shape): AttendJob {
  const { kvHeads, group, queries, keys, dim, valueDim, softcap } = shape;
  const heads = kvHeads * group;
  const mask: MaskPlan = {
    tensor: {
      data: noise(queries * keys, 4).map((v) => (v > 0.8 ? -Infinity : v)),
      boolean: false,
      starts: new Array<number>(heads).fill(0),
      queryStep: keys,
      keyStep: 1,
      reach: keys,
    },
    offsets: new Array<number>(heads).fill(keys - queries),
    causal: true,
    left: 40,
    right: -1,
  };
  return {
    query: noise(heads * queries * dim, 1),
    key: noise(kvHeads * keys * dim, 2),
    value: noise(kvHeads * keys * valueDim, 3),
    heads,
    group,
    queries,
    keys,
    dim,
    valueDim,
    scale: 2,
    softcap,
    ...(shape.masked ? { mask } : {}),
    ofNothing: 0,
    repair: false,
    output: new Float32Array(heads * queries * valueDim),
  };
}

type Steps = readonly [scores: Float32Array, weights: Float32Array, output: Float32Array];

function run(job: AttendJob, attend: (job: AttendJob, sink: StepSink) => void): Steps {
  const own = { ...job, output: new Float32Array(job.output.length).fill(9) };
  const size = job.heads * job.queries * job.keys;
  const [scores, weights] = [new Float32Array(size).fill(9), new Float32Array(size).fill(9)];
  attend(own, keepSteps(job.queries, scores, weights));
  return [scores, weights, own.output];
}

const plain = (job: AttendJob): Steps =>
  run(job, (own, sink) => attendPlain(own, allRows(own), sink, always));

function expectSame(actual: Steps, expected: Steps): void {
  const worst = expected.map((step, i) =>
    step.reduce((most, x, j) => Math.max(most, Math.abs((actual[i]?.[j] as number) - x)), 0),
  );
  for (const [i, difference] of worst.entries()) expect(difference, `step ${i}`).toBeLessThan(2e-5);
}

describe('attendSimd', () => {
  it('gives the scores, weights and output of the plain kernel', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const job = jobOf(shape);
        const fast = run(job, (own, sink) => {
          expect(attendSimd(simd(), own, allRows(own), sink, always)).toBe(true);
        });
        expectSame(fast, plain(job));
      }),
      { numRuns: 200 },
    );
  });

  it('does only the rows that it is handed, wherever they start', () => {
    const job = jobOf({ kvHeads: 2, group: 2, queries: 50, keys: 70, dim: 16, valueDim: 8, softcap: 0, masked: true }); // prettier-ignore
    const ranges = [
      { from: 3, to: 110 },
      { from: 110, to: 111 },
      { from: 111, to: 200 },
      { from: 0, to: 3 },
    ];
    const claim: Claim = () => ranges.shift();
    const fast = run(job, (own, sink) => void attendSimd(simd(), own, claim, sink, always));
    expectSame(fast, plain(job));
  });

  it('stops between blocks', () => {
    const job = jobOf({ kvHeads: 1, group: 1, queries: 500, keys: 70, dim: 16, valueDim: 8, softcap: 0, masked: false }); // prettier-ignore
    let blocks = 0;
    const sink: StepSink = { scores: () => void blocks++, weights: () => undefined };
    attendSimd(simd(), job, allRows(job), sink, () => blocks < 2);
    expect(blocks).toBe(2);
  });
});

describe('attendAll', () => {
  const shape = { kvHeads: 2, group: 1, queries: 400, keys: 300, dim: 16, valueDim: 8, softcap: 0, masked: true }; // prettier-ignore
  const onSharedMemory = (data: ArrayLike<number>): Float32Array => {
    const copy = new Float32Array(new SharedArrayBuffer(data.length * 4));
    copy.set(data);
    return copy;
  };

  const sharedRun = (post: (work: SharedWork) => void): Steps => {
    const job = { ...jobOf(shape), output: onSharedMemory(jobOf(shape).output) };
    const size = job.heads * job.queries * job.keys;
    const [scores, weights] = [new Float32Array(size), new Float32Array(size)].map(onSharedMemory);
    if (scores === undefined || weights === undefined) throw new Error('no arrays');
    attendAll(job, scores, weights, { count: 1, post }, always);
    return [scores, weights, job.output];
  };

  it('gives the same whoever does the rows', () => {
    const expected = plain(jobOf(shape));
    expectSame(
      sharedRun(() => undefined),
      expected,
    );
    let posted = 0;
    // The other thread is so fast that nothing is left for the caller.
    const all = sharedRun((work) => {
      posted++;
      takePart(work);
    });
    expect(posted).toBe(1);
    expectSame(all, expected);
  });

  it('does again what a thread claimed and never finished', () => {
    const steps = sharedRun((work) => void Atomics.add(work.control, 0, 1));
    expectSame(steps, plain(jobOf(shape)));
  });
});
