import type { AnalyzedItem } from '../analysisTypes.js';
import { partAt } from '../analysis/at.js';
import type { Trace } from '../engine/trace.js';
import { columnsOf, explain, formulaTex, whyStep } from '../explain/index.js';
import { translateError, translateProblem } from '../explain/messages.js';
import { toPyTorch } from '../explain/pytorch.js';
import { plainText } from '../explain/plainText.js';
import type { Locale, Step } from '../explain/types.js';
import { rangeOf } from '../program/span.js';
import type { ValueId } from '../program/value.js';
import type {
  PanelControls,
  PanelModel,
  PanelSettings,
  PanelStep,
  PanelTensor,
} from '../protocol/panel.js';
import { typeset } from '../render/mathjax.js';
import { axisNames, labelsOf, scaleOf, shapeLine } from './axes.js';
import type { TraceCache } from './documentStore.js';
import { applySettings, controlsOf } from './controls.js';

/** An item as the panel shows it. */
export interface PanelSubject {
  readonly item: AnalyzedItem;
  readonly lineStarts: readonly number[];
  /** Where the cursor was; undefined for the worked example. */
  readonly offset: number | undefined;
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
}

/** Elements of one tensor that cross to the panel; larger ones are cut and said to be. */
const maxPanelElements = 512 * 512;

const formulaEm = 16;

function formulaSvg(tex: string, locale: Locale, display: boolean): string {
  if (tex === '') return '';
  const drawn = typeset(tex, {
    display,
    emPx: formulaEm,
    color: 'currentColor',
    japanese: locale === 'ja',
  });
  return drawn.ok ? drawn.value.svg : '';
}

function panelTensor(trace: Trace, id: ValueId): PanelTensor | null {
  const traced = trace.values[id];
  if (traced?.ok !== true) return null;
  const { tensor, statistics } = traced;
  const cut = tensor.data.length > maxPanelElements;
  return {
    shape: tensor.shape,
    // A copy: the answer's buffers move to the other side, the trace's stay.
    data: cut ? tensor.data.slice(0, 0) : tensor.data.slice(),
    dtype: tensor.dtype,
    min: statistics.min,
    max: statistics.max,
    cut,
  };
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
    formulaSvg: formulaSvg(step.tex, locale, false),
    formulaText: plainText(step.tex),
    shapeText: shapeLine(item, trace, step.value) ?? '',
    axisNames: axisNames(item, step.value, locale),
    rowLabels: labelsOf(item, step.value, -2),
    columnLabels: labelsOf(item, step.value, -1),
    scale: scaleOf(item, step.value),
    tensor: panelTensor(trace, step.value),
    missing: traced?.ok === false ? translateError(traced.error, locale) : null,
    inputs: step.inputs,
    column,
  };
}

/** The step to start at: the part under the cursor, else the last one it is computed into. */
function initialStep(
  item: AnalyzedItem,
  offset: number | undefined,
  steps: readonly PanelStep[],
): number {
  const part = offset === undefined ? undefined : partAt(item, offset);
  const at = steps.findIndex((s) => s.id === part?.value);
  return at < 0 || part?.value === item.root ? 0 : at;
}

/** Everything the panel draws for a subject with the user's settings. */
export function panelModel(
  subject: PanelSubject,
  request: PanelRequest,
  limits: Limits,
  traceOf: TraceCache,
): PanelModel {
  const { locale, settings } = request;
  const changed = applySettings(subject, settings);
  const { item } = changed;
  const trace = traceOf(item, {
    ...limits,
    bindings: changed.bindings,
    ...(changed.exampleSeed === undefined ? {} : { exampleSeed: changed.exampleSeed }),
  });
  const explanation = explain(item, trace, locale);
  const columns = columnsOf(explanation.steps);
  const steps = explanation.steps.map((s, i) => panelStep(item, trace, s, columns[i] ?? i, locale));
  const tex = formulaTex(item);
  return {
    title: explanation.title,
    summary: explanation.summary,
    formulaSvg: formulaSvg(tex, locale, true),
    formulaText: plainText(tex),
    originText: explanation.originLine,
    origin: item.origin,
    source: {
      uri: request.uri,
      label: request.label,
      range: request.uri === null ? null : rangeOf(subject.lineStarts, item.span),
    },
    steps,
    initialStep: initialStep(item, subject.offset, steps),
    controls: subject.controls ?? controlsOf(changed, subject, settings, locale),
    settings,
    problems: item.problems.map((p) => ({
      severity: p.severity,
      message: translateProblem(p, locale),
    })),
    pytorch: toPyTorch(item, changed.bindings),
  };
}
