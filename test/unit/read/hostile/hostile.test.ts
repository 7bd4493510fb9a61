import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateItem } from '../../../../src/analysis.js';
import { jsonItem, jsonProblem } from '../../../../src/analysis/json.js';
import { createRoom } from '../../../../src/analysis/room.js';
import { analyzeDocument } from '../../../../src/analysis.js';
import type { Span } from '../../../../src/program/span.js';
import { spoilt } from './mutations.js';
import { seeds, type Seed } from './seeds.js';

/**
 * `HOSTILE_RUNS=200000` spoils that many texts and prints those that took longest; `HOSTILE_SEED`
 * begins elsewhere.
 */
const runs = Number(process.env['HOSTILE_RUNS'] ?? 400);
const seed = Number(process.env['HOSTILE_SEED'] ?? 1);
const isLong = process.env['HOSTILE_RUNS'] !== undefined;

const options = { locale: 'en', maxElements: 1_000, room: createRoom(1_000) } as const;

/** Everything that is made of a text; gives every span of it. */
function throughPipeline({ language, text }: Seed): Span[] {
  const analysis = analyzeDocument(text, language);
  const spans = analysis.problems.map((p) => p.span);
  const faults = analysis.problems.filter((p) => p.code === 'fault');
  for (const item of analysis.items) {
    faults.push(...item.problems.filter((p) => p.code === 'fault'));
    const trace = evaluateItem(item, { deadlineMs: 50 });
    JSON.stringify(jsonItem(item, trace, analysis, text, options));
    const { values, mentions, labels, problems } = item.program;
    for (const { span } of [
      item,
      ...values,
      ...mentions,
      ...labels,
      ...problems,
      ...item.problems,
    ]) {
      spans.push(span);
    }
  }
  for (const problem of analysis.problems) jsonProblem(problem, analysis, 'ja');
  expect(faults, `what ended the reading of ${JSON.stringify(text)}`).toEqual([]);
  return spans;
}

function expectInside(spans: readonly Span[], text: string): void {
  const outside = spans.find(
    ({ start, end }) => !(start >= 0 && start <= end && end <= text.length),
  );
  expect(outside, `a span of ${JSON.stringify(text)}`).toBeUndefined();
}

describe('texts that are spoilt', () => {
  it.each(seeds)('$text is read as it stands', (whole) => {
    expectInside(throughPipeline(whole), whole.text);
  });

  it(
    'give no exception, and spans inside the text',
    () => {
      const slowest: { readonly ms: number; readonly text: string }[] = [];
      fc.assert(
        fc.property(spoilt, (one) => {
          const began = process.cpuUsage();
          const spans = throughPipeline(one);
          const { user, system } = process.cpuUsage(began);
          if (isLong) note(slowest, (user + system) / 1_000, one.text);
          expectInside(spans, one.text);
        }),
        { numRuns: runs, seed, endOnFailure: isLong },
      );
      for (const { ms, text } of slowest)
        console.log(`${ms.toFixed(0)} ms  ${JSON.stringify(text)}`);
    },
    isLong ? 3_600_000 : 120_000,
  );
});

/** The time of a text, measured again where it may have been the garbage of others. */
function note(slowest: { readonly ms: number; readonly text: string }[], ms: number, text: string) {
  const least = slowest.length < 20 ? 20 : (slowest.at(-1)?.ms ?? 0);
  if (ms <= least) return;
  slowest.push({ ms, text });
  slowest.sort((a, b) => b.ms - a.ms);
  if (slowest.length > 20) slowest.pop();
}
