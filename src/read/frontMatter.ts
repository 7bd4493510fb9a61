import type { TextParts } from './documentText.js';

/** Longest front matter looked at, in characters. */
const maxLength = 20_000;

const yaml = /^\uFEFF?---[ \t]*\r?\n(?=(?:#|["'\w-][^\r\n:]{0,200}:))/;
const toml = /^\uFEFF?\+\+\+[ \t]*\r?\n(?=(?:#|\[|["'\w.-]{1,200}[ \t]*=))/;

/** Length of a document's front matter (YAML or TOML); a ruled line alone is none. */
export function frontMatterLength(text: TextParts): number {
  const head = text.slice(0, maxLength);
  const opening = yaml.exec(head) ?? toml.exec(head);
  if (opening === null) return 0;
  const closing = opening[0].includes('+')
    ? /\r?\n\+\+\+[ \t]*(?:\r?\n|$)/g
    : /\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/g;
  closing.lastIndex = opening[0].length - 1;
  const end = closing.exec(head);
  return end === null ? 0 : end.index + end[0].length;
}
