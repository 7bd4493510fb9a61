import type { OperationKind } from '../../program/operation.js';
import type { ItemKind, Role } from '../../recognize/roles.js';

interface KindProse {
  readonly title: string;
  /** What it does, in two sentences. */
  readonly summary: string;
}

/** Roles that mean something else in some families: the output of a feed-forward net is no mix of values. */
export type FamilyRole =
  | 'additive.scores'
  | 'compared.scores'
  | 'columns.query'
  | 'columns.key'
  | 'columns.keyTransposed'
  | 'columns.value'
  | 'columns.weights'
  | 'columns.output'
  | 'attention.output'
  | 'attention.bias'
  | 'multiHead.output'
  | 'feedForward.input'
  | 'feedForward.weight'
  | 'feedForward.bias'
  | 'feedForward.output'
  | 'norm.input'
  | 'norm.weight'
  | 'norm.bias'
  | 'norm.output'
  | 'residual.input'
  | 'residual.preActivation'
  | 'residual.output'
  | 'residual.normalized'
  | 'softmax.output'
  | 'activation.input'
  | 'activation.output'
  | 'projection.input'
  | 'projection.output'
  | 'loss.output'
  | 'position.output';

export interface RoleProse {
  /** Name of the step. */
  readonly title: string;
  /** What it is, as a phrase: "how well each query matches each key". */
  readonly short: string;
  /** One or two sentences. */
  readonly text: string;
  /** Why the step exists. */
  readonly why: string;
}

interface OperationProse {
  readonly title: string;
  readonly text: string;
}

/** Sentences with numbers and names in them. Numbers come formatted, labels quoted. */
export interface Phrases {
  readonly quoted: (label: string) => string;
  readonly position: (what: 'query' | 'key' | 'row' | 'column', number: number) => string;
  readonly list: (items: readonly string[]) => string;
  readonly sentences: (parts: readonly string[]) => string;
  readonly titled: (name: string, meaning: string) => string;
  readonly hereIs: (name: string, value: string) => string;
  readonly looksMost: (from: string, to: string, weight: string) => string;
  readonly looksAlike: (from: string, weight: string) => string;
  readonly freeSymbol: string;
  readonly freeNumber: string;
  readonly operationOf: (operation: string, inputs: readonly string[]) => string;

  /** "line 12", "cell 3, line 2" */
  readonly placeName: (line: number, cell: number | undefined) => string;
  /** "lines 6, 7, 8" */
  readonly placesName: (lines: readonly number[], cell: number | undefined) => string;
  readonly valueFrom: (place: string) => string;
  readonly shapeFrom: (place: string) => string;
  readonly sizeFrom: (place: string) => string;
  /** The text gives a size that is too large for examples. */
  readonly sizeLarge: (name: string, value: string, place: string) => string;
  /** Where numbers come from, with the lines they stand on. */
  readonly originAt: (origin: string, places: readonly string[]) => string;

  readonly originLiteral: string;
  readonly originSeeded: (library: string, seed: number) => string;
  readonly originExample: string;
  readonly originUnseeded: (names: readonly string[]) => string;
  readonly originNotRead: (name: string | undefined, callee: string) => string;
  /** A layer that is only named, whose result is an example. */
  readonly originLayer: (callee: string) => string;

  readonly factScores: (query: string, key: string, score: string) => string;
  readonly factScaled: (row: string, without: string, withScale: string) => string;
  readonly factDivisor: (divisor: string) => string;
  readonly factMasked: (count: string, total: string) => string;
  readonly factWeights: (
    row: string,
    scores: readonly string[],
    weights: readonly string[],
  ) => string;
  readonly factOutput: (row: string, terms: readonly string[]) => string;
  readonly factZeros: (count: string, total: string) => string;
  readonly factNormalized: (mean: string, deviation: string) => string;
  readonly factRange: (least: string, most: string) => string;

  readonly cellLiteral: string;
  readonly cellSeeded: (library: string, seed: number) => string;
  readonly cellExample: string;
  readonly cellNotRead: (callee: string) => string;
  readonly cellLayer: (callee: string) => string;
  /** What a layer that is only named gives. */
  readonly layerText: string;
  readonly cellIs: (source: string) => string;
  readonly cellMasked: (value: string) => string;
  readonly cellKept: string;
  readonly cellChosen: (yes: boolean) => string;
  readonly cellOutsideTriangle: string;
  readonly cellMeanOf: (count: string) => string;
  readonly cellLargestOf: (count: string) => string;
  readonly cellSmallestOf: (count: string) => string;
  readonly cellFrom: (inputs: readonly string[]) => string;
  readonly cellNoNumbers: string;
}

/** All prose of one language. A key missing in one language fails the type check. */
export interface Prose {
  readonly kinds: Readonly<Record<ItemKind, KindProse>>;
  readonly roles: Readonly<Record<Role | FamilyRole, RoleProse>>;
  readonly operations: Readonly<Record<OperationKind, OperationProse>>;
  readonly phrases: Phrases;
}
