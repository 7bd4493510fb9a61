import type { Phrases } from '../types.js';

const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

export const phrases: Phrases = {
  quoted: (label) => `“${label}”`,
  position: (what, number) => `${what} ${number}`,
  list,
  sentences: (parts) => parts.filter((p) => p !== '').join(' '),
  titled: (name, meaning) => `${name} – ${meaning}`,
  hereIs: (name, value) => `Here ${name} = ${value}.`,
  looksMost: (from, to, weight) => `${from} looks most at ${to}: ${weight} of 1`,
  looksAlike: (from, weight) => `${from} looks at all keys alike: ${weight} of 1 each`,
  freeSymbol: 'A symbol that the text does not define.',
  freeNumber: 'A number that the text does not give.',
  operationOf: (operation, inputs) => `${operation} of ${list(inputs)}.`,

  placeName: (line, cell) => (cell === undefined ? `line ${line}` : `cell ${cell}, line ${line}`),
  placesName: (lines, cell) => {
    const named = `${lines.length > 1 ? 'lines' : 'line'} ${lines.join(', ')}`;
    return cell === undefined ? named : `cell ${cell}, ${named}`;
  },
  valueFrom: (place) => `Its value comes from ${place}.`,
  shapeFrom: (place) => `Its shape is given on ${place}.`,
  sizeFrom: (place) => `The number is given on ${place}.`,
  sizeLarge: (name, value, place) =>
    `The text says ${name} = ${value} (${place}); the example is smaller.`,
  originAt: (origin, places) => `${origin} (${places.join('; ')})`,

  originLiteral: 'the text’s own numbers',
  originSeeded: (library, seed) => `${library}’s own numbers (seed ${seed})`,
  originExample: 'example values',
  originUnseeded: (names) => `example values (no seed for ${list(names)})`,
  originLayer: (callee) => `${callee} is only named, its result is an example`,
  originNotRead: (name, callee) =>
    name === undefined ? `${callee} is not read` : `${name} comes from ${callee}, not read`,

  factScores: (query, key, score) => `Here the largest is ${score}, of ${query} with ${key}.`,
  factScaled: (row, without, withScale) =>
    `Without it, the largest weight of ${row} would be ${without} instead of ${withScale}.`,
  factDivisor: (divisor) => `Here every score is divided by ${divisor}.`,
  factMasked: (count, total) => `Here ${count} of ${total} pairs are masked.`,
  factWeights: (row, scores, weights) =>
    `For ${row} the scores ${scores.join(', ')} become ${weights.join(', ')}.`,
  factOutput: (row, terms) => `The row of ${row} is ${terms.join(' + ')}.`,
  factZeros: (count, total) => `Here ${count} of ${total} numbers are 0.`,
  factNormalized: (mean, deviation) =>
    `Here the first row has mean ${mean} and standard deviation ${deviation} before, 0 and 1 after.`,
  factRange: (least, most) => `Here the numbers run from ${least} to ${most}.`,

  cellLiteral: 'stands in the text',
  cellSeeded: (library, seed) => `drawn by ${library} with seed ${seed}`,
  cellExample: 'example value',
  cellLayer: (callee) => `example value: ${callee} is only named here`,
  layerText:
    'The text names this layer and does not say what it computes: the shape is that of what goes in, the numbers are examples.',
  cellNotRead: (callee) => `${callee} is not read, so there is no number`,
  cellIs: (source) => `is ${source}`,
  cellMasked: (value) => `masked: replaced by ${value}`,
  cellKept: 'not masked: kept',
  cellChosen: (yes) => (yes ? 'the condition holds' : 'the condition does not hold'),
  cellOutsideTriangle: 'outside the triangle: 0',
  cellMeanOf: (count) => `mean of ${count} numbers`,
  cellLargestOf: (count) => `largest of ${count} numbers`,
  cellSmallestOf: (count) => `smallest of ${count} numbers`,
  cellFrom: (inputs) => `computed from ${list(inputs)}`,
  cellNoNumbers: 'there are no numbers for this step',
};
