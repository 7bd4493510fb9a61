import type { TextEdit } from './worker.js';

/** What was edited in one document, version by version. */
export interface EditLog {
  /** Says which edits made a version; none where that is not known. */
  add(version: number, edits: readonly TextEdit[]): void;
  /** Edits that lead from one version to another; undefined where not all of them are known. */
  between(from: number, to: number): readonly TextEdit[] | undefined;
}

/** Edits remembered, the oldest given up first, and characters in them: more is sent as a text. */
const maxEdits = 500;
const maxCharacters = 200_000;

interface Step {
  readonly version: number;
  readonly edits: readonly TextEdit[];
}

const charactersOf = ({ edits }: Step): number => edits.reduce((n, e) => n + e.text.length, 0);

/**
 * Remembers the last edits of a document. Versions that do not follow one another make it forget
 * everything: what is not known for sure is asked for as a whole text.
 */
export function createEditLog(): EditLog {
  let steps: Step[] = [];
  let edits = 0;
  let characters = 0;
  const forget = (): void => {
    [steps, edits, characters] = [[], 0, 0];
  };
  return {
    add(version, made) {
      const last = steps.at(-1);
      if (last !== undefined && version !== last.version + 1) forget();
      // Something changed that no edit tells: the line ends, for one.
      if (made.length === 0) return forget();
      const step = { version, edits: made };
      steps.push(step);
      edits += made.length;
      characters += charactersOf(step);
      while (edits > maxEdits || characters > maxCharacters) {
        const oldest = steps.shift();
        if (oldest === undefined) return;
        edits -= oldest.edits.length;
        characters -= charactersOf(oldest);
      }
    },
    between(from, to) {
      const wanted = steps.filter(({ version }) => version > from && version <= to);
      if (from >= to || wanted.length !== to - from) return undefined;
      return wanted.flatMap((step) => step.edits);
    },
  };
}
