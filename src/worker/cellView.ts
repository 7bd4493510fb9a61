import type { Trace } from '../engine/trace.js';
import { explainCell } from '../explain/index.js';
import type { Locale } from '../explain/types.js';
import type { WorkerMethods } from '../protocol/worker.js';
import { typeset } from '../render/typesetter.js';
import type { ShownSubject } from './subjects.js';

interface CellRequest {
  readonly locale: Locale;
  readonly step: number;
  readonly index: readonly number[];
}

const cellEm = 14;

/** How one cell of a step came about; null where there is no such cell. */
export function cellAnswer(
  shown: ShownSubject,
  request: CellRequest,
  trace: Trace,
): WorkerMethods['cell']['result'] {
  const { item } = shown.changed;
  const traced = trace.values[request.step];
  if (traced?.ok !== true) return null;
  const { shape } = traced.tensor;
  const fits =
    request.index.length === shape.length &&
    request.index.every((i, axis) => i < (shape[axis] ?? 0));
  if (!fits) return null;
  const cell = explainCell(item, trace, request.step, request.index, request.locale);
  const drawn = typeset(cell.tex, {
    display: false,
    emPx: cellEm,
    color: 'currentColor',
    japanese: request.locale === 'ja',
    macros: item.macros,
  });
  return {
    text: cell.text,
    formulaSvg: cell.tex !== '' && drawn.ok ? drawn.value.svg : '',
    sources: cell.sources.map((s) => ({ step: s.value, index: s.index })),
  };
}
