import type { AnalyzedItem } from '../analysisTypes.js';
import { partAt } from '../analysis/at.js';
import type { Trace } from '../engine/trace.js';
import { axisNames, columnsOf, explain, formulaTex, shapeLine, whyStep } from '../explain/index.js';
import { translateError, translateProblem } from '../explain/messages.js';
import { toPyTorch } from '../explain/pytorch.js';
import { plainText } from '../explain/plainText.js';
import type { Locale, Step } from '../explain/types.js';
import { rangeOf } from '../program/span.js';
import type { RunId, ValueId } from '../program/value.js';
import {
  maxInlineElements,
  type PanelControls,
  type PanelModel,
  type PanelSettings,
  type PanelStep,
  type PanelTensor,
} from '../protocol/panel.js';
import { rejectedSvg } from '../render/rejected.js';
import { typeset } from '../render/typesetter.js';
import { labelsOf, scaleOf } from './axes.js';
import type { TraceCache } from './documentStore.js';
import { controlsOf } from './controls.js';
import type { ShownSubject } from './subjects.js';

/** An item as the panel shows it. */
export interface PanelSubject {
  readonly item: AnalyzedItem;
  readonly lineStarts: readonly number[];
  /** Where the cursor was; undefined for the worked example. */
  readonly offset: number | undefined;
  /** In code, the call or the pass that is shown. */
  readonly run?: RunId | undefined;
  /** Controls that the subject applied itself. */
  readonly controls?: PanelControls;
}

export interface PanelRequest {
  readonly locale: Locale;
  readonly settings: PanelSettings;
  readonly uri: string | null;
  readonly label: string;
}

export interface Limits {
  readonly deadlineMs: number;
  readonly isCancelled: () => boolean;
  readonly onProgress?: (done: number, total: number) => void;
  /** Numbers of a run that was cut off will do. */
  readonly partial?: boolean;
}

/** The numbers of what is shown; kept ones, or computed with the settings. */
export const traceOfShown = (
  { changed: { item, bindings, exampleSeed } }: ShownSubject,
  limits: Limits,
  traceOf: TraceCache,
): Trace =>
  traceOf(item, { ...limits, bindings, ...(exampleSeed === undefined ? {} : { exampleSeed }) });

const formulaEm = 16;

function formulaSvg(
  { macros }: AnalyzedItem,
  tex: string,
  locale: Locale,
  display: boolean,
): string {
  if (tex === '') return '';
  const drawn = typeset(tex, {
    display,
    emPx: formulaEm,
    color: 'currentColor',
    japanese: locale === 'ja',
    macros,
  });
  return drawn.ok
    ? drawn.value.svg
    : drawn.error.span
      ? rejectedSvg(tex, drawn.error, formulaEm)
      : '';
}

function panelTensor(trace: Trace, id: ValueId): PanelTensor | null {
  const traced = trace.values[id];
  if (traced?.ok !== true) return null;
  const { tensor, statistics } = traced;
  const { min, max, nan, positiveInfinity, negativeInfinity } = statistics;
  return {
    shape: tensor.shape,
    // A copy: the answer's buffers move to the other side, the trace's stay.
    data: tensor.data.length > maxInlineElements ? null : tensor.data.slice(),
    dtype: tensor.dtype,
    min,
    max,
    nan,
    positiveInfinity,
    negativeInfinity,
  };
}

/** The size that the engine offers, where this value or one it is computed from is too large. */
function fitOf(trace: Trace, id: ValueId): PanelStep['fit'] {
  const traced = trace.values[id];
  if (traced === undefined || traced.ok) return null;
  const cause = traced.error.code === 'not-read' ? traced.error.values?.['cause'] : id;
  const origin = typeof cause === 'number' ? trace.values[cause] : undefined;
  if (origin === undefined || origin.ok || origin.error.code !== 'too-large') return null;
  const { symbol, largest } = origin.error.values ?? {};
  return typeof symbol === 'string' && typeof largest === 'number'
    ? { name: symbol, size: largest }
    : null;
}

function panelStep(
  item: AnalyzedItem,
  trace: Trace,
  step: Step,
  column: number,
  locale: Locale,
): PanelStep {
  const value = item.program.values[step.value];
  const traced = trace.values[step.value];
  return {
    id: step.value,
    role: step.role ?? null,
    name: value?.name ?? step.title,
    title: step.title,
    text: step.text,
    why: whyStep(item, trace, step.value, locale),
    formulaSvg: formulaSvg(item, step.tex, locale, false),
    formulaText: plainText(step.tex),
    shapeText: shapeLine(item, trace, step.value, locale) ?? '',
    axisNames: axisNames(item, step.value, locale),
    rowLabels: labelsOf(item, step.value, -2),
    columnLabels: labelsOf(item, step.value, -1),
    scale: scaleOf(item, step.value),
    tensor: panelTensor(trace, step.value),
    missing: traced?.ok === false ? translateError(traced.error, locale) : null,
    fit: fitOf(trace, step.value),
    inputs: step.inputs,
    column,
  };
}

/** The step to start at: the part under the cursor, else the last one it is computed into. */
function initialStep(
  item: AnalyzedItem,
  { offset, run }: PanelSubject,
  steps: readonly PanelStep[],
): number {
  const part = offset === undefined ? undefined : partAt(item, offset, run);
  const at = steps.findIndex((s) => s.id === part?.value);
  return at < 0 || part?.value === item.root ? 0 : at;
}

let models = 0;
/** A worker that replaces this one names its models otherwise. */
const epoch = Date.now().toString(36);

/** Everything the panel draws of what it shows but the numbers of large tensors. */
export function panelModel(shown: ShownSubject, request: PanelRequest, trace: Trace): PanelModel {
  const { locale, settings } = request;
  const { subject, changed } = shown;
  const { item } = changed;
  const explanation = explain(item, trace, locale);
  const columns = columnsOf(explanation.steps);
  const steps = explanation.steps.map((s, i) => panelStep(item, trace, s, columns[i] ?? i, locale));
  const tex = formulaTex(item);
  models += 1;
  return {
    handle: `${epoch}.${models}`,
    title: explanation.title,
    summary: explanation.summary,
    formulaSvg: formulaSvg(item, tex, locale, true),
    formulaText: plainText(tex),
    originText: explanation.originLine,
    origin: item.origin,
    source: {
      uri: request.uri,
      label: request.label,
      range: request.uri === null ? null : rangeOf(subject.lineStarts, item.span),
    },
    steps,
    initialStep: initialStep(item, subject, steps),
    controls: subject.controls ?? controlsOf(changed, subject, settings, locale),
    settings,
    problems: item.problems.map((p) => ({
      severity: p.severity,
      message: translateProblem(p, locale),
    })),
    pytorch: toPyTorch(item, changed.bindings),
  };
}
