import { itemAt, partAt, type PartAt } from '../analysis/at.js';
import { occurrencesAt } from '../analysis/occurrences.js';
import { markedTex } from '../analysis/markPart.js';
import type { AnalyzedItem } from '../analysisTypes.js';
import type { Trace } from '../engine/trace.js';
import { checkLine } from '../explain/checkLine.js';
import { axisNames, explain, explainPart, valueName } from '../explain/index.js';
import { nameTex, plainName, plainText } from '../explain/plainText.js';
import { translateError, translateProblem } from '../explain/messages.js';
import { toPyTorch } from '../explain/pytorch.js';
import type { Explanation, Locale, Step } from '../explain/types.js';
import { rangeOf, touches } from '../program/span.js';
import type { ValueId } from '../program/value.js';
import type { HoverContent, WorkerMethods } from '../protocol/worker.js';
import type { StripCell } from '../render/heatmapStrip.js';
import { renderHover, type HoverInput, type HoverMatrix } from '../render/hover.js';
import { labelsOf, scaleOf } from './axes.js';
import type { StoredDocument } from './documentStore.js';
import { runsShown } from './runsView.js';
import { openComposites } from './subject.js';

type HoverParams = WorkerMethods['hover']['params'];

/** The formula with the part under the cursor wrapped for marking, where the wrap is valid TeX. */
function formulaOf(
  item: AnalyzedItem,
  part: PartAt | undefined,
  plain: string,
): HoverInput['formula'] {
  if (item.language === 'python') {
    const value = part === undefined ? undefined : item.program.values[part.value];
    if (value?.tex === undefined) return undefined;
    const tex =
      value.defined === true && value.name !== undefined && value.tex !== value.name
        ? `${nameTex(value.name)} = ${value.tex}`
        : value.tex;
    return { tex, plain: plainText(tex) };
  }
  return { tex: markedTex(item, part), plain, macros: item.macros };
}

/** What stands under a small heatmap: the text's own name where it has one, else the step's. */
function shortName(item: AnalyzedItem, step: Step): string {
  const value = item.program.values[step.value];
  return value?.name === undefined ? step.title : plainName(value.name);
}

function stripOf(
  item: AnalyzedItem,
  trace: Trace,
  explanation: Explanation,
  part: PartAt | undefined,
): StripCell[] {
  const shown = new Set(explanation.steps.map((s) => s.value));
  return explanation.steps.map((step, i): StripCell => {
    const traced = trace.values[step.value];
    const isSource = step.inputs.every((input) => !shown.has(input));
    return {
      name: shortName(item, step),
      tensor: traced?.ok === true ? traced.tensor : undefined,
      scale: scaleOf(item, step.value),
      marked: step.value === part?.value,
      link: i > 0 && isSource ? 'none' : 'arrow',
    };
  });
}

function matrixOf(
  item: AnalyzedItem,
  trace: Trace,
  part: PartAt | undefined,
  params: HoverParams,
): HoverMatrix | undefined {
  const traced = part === undefined ? undefined : trace.values[part.value];
  if (part === undefined || traced?.ok !== true || traced.tensor.shape.length === 0)
    return undefined;
  const names = axisNames(item, part.value, params.locale);
  return {
    name: valueName(item, part.value),
    tensor: traced.tensor,
    rowLabels: labelsOf(item, part.value, -2) ?? undefined,
    columnLabels: labelsOf(item, part.value, -1) ?? undefined,
    rowAxis: names.at(-2) === '' ? undefined : names.at(-2),
    columnAxis: names.at(-1) === '' ? undefined : names.at(-1),
    scale: scaleOf(item, part.value),
  };
}

/** Why the value under the cursor has no numbers, where it has none. */
function missing(trace: Trace, about: ValueId | undefined, locale: Locale): string[] {
  const traced = about === undefined ? undefined : trace.values[about];
  // What is too large and only declared is shown by its shape.
  if (traced?.ok !== false || traced.error.code === 'not-kept') return [];
  return [translateError(traced.error, locale)];
}

/** What the hover says at an offset of a document; null where there is nothing to say. */
export function hoverContent(
  document: StoredDocument,
  params: HoverParams,
  traceOf: (item: AnalyzedItem) => Trace,
): HoverContent | null {
  const analysis = document.analysis();
  const near = analysis.itemsNear({ start: params.offset, end: params.offset });
  const here = occurrencesAt(near, params.offset, params.runs ?? []);
  const plainItem = here?.shown.item ?? itemAt(near, params.offset);
  if (plainItem === undefined) return null;
  const item = openComposites(plainItem);
  const part = partAt(item, params.offset, here?.shown.part.run);
  // In code only names and expressions answer; in a formula every place belongs to the whole.
  if (item.language === 'python' && part === undefined) return null;
  const trace = traceOf(item);
  const { locale } = params;
  const explanation = explain(item, trace, locale);
  const runs = here && runsShown(document, here, locale);
  const about = part?.value ?? item.root;
  const note = about === undefined ? undefined : explainPart(item, trace, about, locale);
  const around = item.language === 'python' && part !== undefined ? part.span : item.span;
  const problems = item.problems.filter(
    (p) => touches(around, p.span.start) || touches(p.span, around.start),
  );
  const plain = item.language === 'python' ? (note?.title ?? '') : plainText(item.source).trim();
  const { markdown } = renderHover({
    theme: params.theme,
    locale,
    title: explanation.title,
    partTitle: about === item.root ? undefined : note?.title,
    originLine: explanation.originLine,
    problems: [
      ...problems
        .map((p) => translateProblem(p, locale))
        .filter((said) => params.underlined?.includes(said) !== true),
      ...missing(trace, about, locale),
    ],
    ran: runs?.ran,
    formula: formulaOf(item, part, plain),
    part: note,
    summary: explanation.summary,
    matrix: item.language === 'python' ? matrixOf(item, trace, part, params) : undefined,
    strip: stripOf(item, trace, explanation, part),
    symbols: explanation.symbols,
    checked: checkLine(item.checks ?? [], part?.span, locale),
    observation: explanation.observation,
    plainLine: [plain, note?.shape, explanation.originLine]
      .filter((x) => x !== undefined && x !== '' && item.language !== 'python')
      .join(' — '),
    images: params.images,
    html: true,
  });
  return {
    range: rangeOf(analysis.lineStarts, part?.span ?? item.span),
    markdown,
    pytorch: toPyTorch(item, item.bindings),
    offset: params.offset,
    problems: problems.length,
    runs: runs?.runs,
  };
}
