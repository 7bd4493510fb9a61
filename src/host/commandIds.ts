/** Ids of the commands in package.json. */
export const commandIds = {
  visualize: 'attentionLens.visualize',
  openExample: 'attentionLens.openExample',
  copyAsPyTorch: 'attentionLens.copyAsPyTorch',
  chooseRun: 'attentionLens.chooseRun',
  nextStep: 'attentionLens.nextStep',
  previousStep: 'attentionLens.previousStep',
  restartEngine: 'attentionLens.restartEngine',
} as const;

/** A place in a document, as command links carry it. */
export interface PlaceArguments {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  /** For the choice of a run, which one; without it the reader is asked. */
  readonly run?: string;
}

/** Command arguments come from links and keybindings: checked before use. */
export function isPlace(x: unknown): x is PlaceArguments {
  if (typeof x !== 'object' || x === null) return false;
  const { uri, line, character, run } = x as Record<string, unknown>;
  return (
    typeof uri === 'string' &&
    (run === undefined || typeof run === 'string') &&
    Number.isInteger(line) &&
    Number.isInteger(character) &&
    (line as number) >= 0 &&
    (character as number) >= 0
  );
}
