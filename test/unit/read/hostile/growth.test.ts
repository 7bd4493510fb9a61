import { describe, expect, it } from 'vitest';
import { inspectText } from '../../../../src/analysis.js';
import { callsOf } from './calls.js';

const list = (count: number, one: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => one(i)).join('');

const inspected = (text: string): void => {
  const inspection = inspectText(text, { language: 'markdown' });
  for (const one of inspection.listed) inspection.jsonOf(one);
};

/** Calls are counted: time is what the machine makes of it. */
describe('what is done with a text grows with the text', () => {
  it.each<[string, number, (count: number) => string]>([
    ['symbols in a list', 200, (n) => `$$${list(n, (i) => `x_{${i}}, `)}y$$`],
    ['results of functions in a list', 150, (n) => `$$${list(n, (i) => `f(x_{${i}}), `)}y$$`],
    [
      'losses by their letters in a list',
      100,
      (n) => `$$${list(n, (i) => `\\log x_{${i}}, `)}H(p, q) = 1$$`,
    ],
    ['queries and keys in a list', 100, (n) => `$$${list(n, (i) => `q_{${i}}, k_{${i}}, `)}y$$`],
    ['equations one after the other', 100, (n) => `$$${list(n, (i) => `x_{${i}} = a, `)}y = 1$$`],
    [
      'sides of one equation that are sums',
      40,
      (n) => `$$y${list(n, (i) => ` = \\sum_j a_{${i}j} v_j`)}$$`,
    ],
    ['waves in a list', 100, (n) => `$$${list(n, (i) => `\\theta_{${i}} \\cos x, `)}y$$`],
    [
      'sides of one equation that are norms',
      40,
      (n) => `$$y${list(n, (i) => ` = \\frac{x_{${i}} - \\mu}{\\sigma}`)}$$`,
    ],
    ['sides of one equation', 100, (n) => `$$y${list(n, (i) => ` = f(x_{${i}})`)}$$`],
    ['lines behind a bracket that never ends', 100, (n) => `$$\n) ${list(n, () => 'x = y\n')}$$`],
    ['lines that are equations', 100, (n) => `$$\n${list(n, (i) => `x_{${i}} = y\n`)}$$`],
    [
      'symbols that another formula may define',
      60,
      (n) =>
        `$$z = 1$$\n\n$$y = ${list(n, (i) => `x_{${i}} + `)}z$$\n\n$$${list(n, (i) => `x_{${i}} = 2, `)}w = 1$$`,
    ],
    [
      'formulas that rest on each other',
      40,
      (n) => list(n, (i) => `$x_{${i + 1}} = x_{${i}} W + b$\n\n`),
    ],
  ])('%s', (_name, count, text) => {
    const [some, twice] = [count, 2 * count].map((n) => {
      const written = text(n);
      return callsOf(() => {
        inspected(written);
      });
    });
    expect(twice).toBeLessThan(2.2 * (some ?? 0));
  });
});
