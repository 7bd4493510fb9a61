/** Ids of the commands in package.json. */
export const commandIds = {
  visualize: 'attentionLens.visualize',
  openExample: 'attentionLens.openExample',
  copyAsPyTorch: 'attentionLens.copyAsPyTorch',
  nextStep: 'attentionLens.nextStep',
  previousStep: 'attentionLens.previousStep',
  restartEngine: 'attentionLens.restartEngine',
} as const;

/** A place in a document, as command links carry it. */
export interface PlaceArguments {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** Command arguments come from links and keybindings: checked before use. */
export function isPlace(x: unknown): x is PlaceArguments {
  if (typeof x !== 'object' || x === null) return false;
  const { uri, line, character } = x as Record<string, unknown>;
  return (
    typeof uri === 'string' &&
    Number.isInteger(line) &&
    Number.isInteger(character) &&
    (line as number) >= 0 &&
    (character as number) >= 0
  );
}
