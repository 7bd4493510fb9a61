import { lastUpTo } from '../../program/search.js';
import { findHeadingStarts } from '../topics.js';

/** Where one place stands in the outline of a document. */
export interface Section {
  readonly start: number;
  /** The next heading of this level or above. */
  readonly end: number;
  /** The end of the section that this one is a part of. */
  readonly parentEnd: number;
  /** True where the heading says that an example follows. */
  readonly example: boolean;
}

export const isWithin = (place: number, { start, end }: Pick<Section, 'start' | 'end'>): boolean =>
  place >= start && place < end;

const texLevels = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph'];
const headingLine =
  / {0,3}(#{1,6})[ \t]+([^\n]{0,300})|[ \t]*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?\{([^\n}]{0,300})/y;

const exampleWords =
  /\b(?:worked|numerical|numeric|concrete|toy)\b|\bexamples?\b|\bby hand\b|具体例|数値例|計算例|の例|例題|例：|手計算|示例|例子|举例|算例/iu;

interface Open {
  readonly level: number;
  readonly start: number;
  readonly example: boolean;
}

/** The outline of a text, from the beginnings of lines that may be headings; gives the section of any place. */
export function findSections(
  text: string,
  headingStarts = findHeadingStarts(text),
): (place: number) => Section {
  const whole = { start: 0, end: text.length, parentEnd: text.length, example: false };
  const made = [whole];
  const parents: number[] = [0];
  const open: (Open & { readonly index: number })[] = [];
  const close = (level: number, at: number): void => {
    for (let last = open.at(-1); last !== undefined && last.level >= level; last = open.at(-1)) {
      const section = made[last.index];
      if (section !== undefined) section.end = at;
      open.pop();
    }
  };
  let next = 0;
  for (const start of headingStarts) {
    headingLine.lastIndex = start;
    const m = start < next ? null : headingLine.exec(text);
    if (m === null) continue;
    next = headingLine.lastIndex;
    const level = m[1]?.length ?? texLevels.indexOf(m[3] ?? '') + 1;
    close(level, m.index);
    const parent = open.at(-1)?.index ?? 0;
    const within = made[parent]?.example === true;
    const example = within || exampleWords.test(m[2] ?? m[4] ?? '');
    open.push({ level, start: m.index, example, index: made.length });
    parents.push(parent);
    made.push({ start: m.index, end: text.length, parentEnd: text.length, example });
  }
  for (const [i, section] of made.entries()) {
    section.parentEnd = made[parents[i] ?? 0]?.end ?? text.length;
  }
  const starts = made.map((section) => section.start);
  return (place) => made[lastUpTo(starts, place)] ?? whole;
}
