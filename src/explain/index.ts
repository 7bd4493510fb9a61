import { wholeTex } from './texOf.js';
import type { AnalyzedItem } from '../analysisTypes.js';
import type { Trace } from '../engine/trace.js';
import type { ValueId } from '../program/value.js';
import type { Role } from '../recognize/roles.js';
import { axisNamesIn } from './axisNames.js';
import { cellIn } from './cell/index.js';
import { observationOf } from './observation.js';
import { originLine } from './origin.js';
import { partNote } from './part.js';
import type { RoleProse } from './prose/index.js';
import { stepsIn } from './steps.js';
import { symbolNotes } from './symbolNotes.js';
import type { CellExplanation, Explanation, Locale, PartNote, Step } from './types.js';
import { createView, type View } from './view.js';
import { whyIn } from './why.js';
import { typesetPlain } from './typesetPlain.js';

export { columnsOf } from './steps.js';
export { shapeText } from './shapeText.js';
export { translateProblem } from './messages.js';
export { toPyTorch } from './pytorch.js';

/**
 * Everything that is said about one item; without a trace, what can be said without numbers. Without
 * `ownWords`, in the field's words alone, wherever the document puts it in others.
 */
export function explain(
  item: AnalyzedItem,
  trace: Trace | undefined,
  locale: Locale,
  ownWords = true,
): Explanation {
  const view = createView(item, trace, locale, ownWords);
  const kind = view.prose.kinds[item.kind];
  // A lone symbol, `$d_k$` in a sentence, is best named by what it stands for.
  const [only, ...others] = item.members;
  const lone = item.language !== 'python' && others.length === 0 && only === item.root;
  const note = lone && only !== undefined ? partNote(view, only) : undefined;
  const own = note === undefined ? resultIn(view) : undefined;
  return {
    title: note?.title ?? own?.title ?? kind.title,
    summary: note?.text ?? (own === undefined ? kind.summary : `${own.text} ${own.why}`),
    get symbols() {
      return symbolNotes(view);
    },
    steps: stepsIn(view),
    originLine: originLine(view),
    observation: observationOf(view),
  };
}

/** Roles that say what an expression of no kind gives: `X + PE`. */
const tellingRoles: ReadonlySet<Role> = new Set<Role>(['encoded']);

/** What an expression of no kind gives, where its role says that. */
function resultIn(view: View): RoleProse | undefined {
  const { kind, root } = view.item;
  const role = kind === 'tensor' && root !== undefined ? view.role(root) : undefined;
  return role !== undefined && tellingRoles.has(role) ? view.prose.roles[role] : undefined;
}

/** What is said first about the value under the cursor. */
export const explainPart = (
  item: AnalyzedItem,
  trace: Trace | undefined,
  value: ValueId,
  locale: Locale,
): PartNote => partNote(createView(item, trace, locale), value);

/** How one cell of a value was computed, with real numbers. */
export const explainCell = (
  item: AnalyzedItem,
  trace: Trace | undefined,
  value: ValueId,
  index: readonly number[],
  locale: Locale,
): CellExplanation => cellIn(createView(item, trace, locale), value, index);

/** Why a step exists, with these numbers. */
export const whyStep = (
  item: AnalyzedItem,
  trace: Trace | undefined,
  value: ValueId,
  locale: Locale,
): string => whyIn(createView(item, trace, locale), value);

/** What every axis of a value is, outermost first; empty where nothing says. */
export const axisNames = (item: AnalyzedItem, value: ValueId, locale: Locale): string[] =>
  axisNamesIn(createView(item, undefined, locale), value);

/** `[n, d_k] = 3 × 4`, undefined where the shape is not known. */
export const shapeLine = (
  item: AnalyzedItem,
  trace: Trace | undefined,
  value: ValueId,
  locale: Locale,
): string | undefined => createView(item, trace, locale).shapeText(value);

/** The chain from inputs to output, left to right. */
export const stepsOf = (item: AnalyzedItem, trace: Trace | undefined, locale: Locale): Step[] =>
  stepsIn(createView(item, trace, locale));

/** What a person calls a value: its name, else its expression as plain text. */
export const valueName = (item: AnalyzedItem, value: ValueId): string =>
  createView(item, undefined, 'en').name(value);

/** Roles of intermediate steps, which a formula writes out where code names them. */
const intermediate: ReadonlySet<string> = new Set([
  'keyTransposed',
  'scores',
  'scale',
  'scaled',
  'masked',
  'weights',
  'preActivation',
  'hidden',
  'concatenated',
]);

/** TeX of the item as one formula: as written, or for code with its intermediate steps written out. */
export function formulaTex(item: AnalyzedItem): string {
  if (item.language === 'text') return typesetPlain(item.source);
  if (item.language === 'latex') return item.source;
  if (item.root === undefined) return '';
  const inlined = [...item.roles].filter(([, role]) => intermediate.has(role)).map(([id]) => id);
  return wholeTex(item.program.values, item.root, new Set(inlined));
}
