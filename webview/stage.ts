import { html, nothing, type TemplateResult } from 'lit-html';
import type { PanelStep } from '../src/protocol/panel.js';
import { accessibleRows } from './accessibleRows.js';
import { zoomFrom } from './gridLayout.js';
import type { Heatmap } from './heatmap.js';
import { legend, overviewNote } from './legend.js';
import { labelAt, leadingAxes } from './slice.js';
import { axisKey, leadOf } from './state.js';
import { dropdown, iconButton, textButton } from './ui.js';
import { selectedIn, shapeWords, type View } from './view.js';

const MOST_OPTIONS = 12;

/** One control per leading axis: which batch, which head. */
function facets(view: View, step: PanelStep): TemplateResult | typeof nothing {
  const axes = leadingAxes(step.tensor?.shape ?? []);
  const lead = leadOf(view.state, step);
  if (axes.every((size) => size <= 1)) return nothing;
  return html`<div class="facets">
    ${axes.map((size, axis) => {
      if (size <= 1) return nothing;
      const key = axisKey(step, axis);
      const name = key === String(axis) ? view.text('axisNumber', axis) : key;
      const at = Math.min(lead[axis] ?? 0, size - 1);
      const choose = (value: string): void =>
        view.dispatch({ type: 'lead', axis: key, at: Number(value) });
      const control =
        size <= MOST_OPTIONS
          ? dropdown({
              label: name,
              value: String(at),
              options: Array.from({ length: size }, (_, i) => ({
                value: String(i),
                label: labelAt(null, i),
              })),
              onChange: choose,
            })
          : html`<input
                type="range"
                min="0"
                max=${size - 1}
                aria-label=${name}
                .value=${String(at)}
                @input=${(event: Event) => choose((event.target as HTMLInputElement).value)}
              />
              <output>${labelAt(null, at)}</output>`;
      return html`<div class="facet"><span class="label">${name}</span>${control}</div>`;
    })}
  </div>`;
}

function zoomButtons(view: View): TemplateResult {
  const { local, text } = view;
  const set = (zoom: number | null): void => {
    local.zoom = zoom;
    view.redraw();
  };
  const larger = zoomFrom(local.cellWidth, 1);
  const smaller = zoomFrom(local.cellWidth, -1);
  return html`<div class="zoom" role="group">
    ${iconButton({
      label: text('zoomOut'),
      icon: 'zoomOut',
      unavailable: smaller === null,
      onClick: () => set(smaller),
    })}
    ${iconButton({
      label: text('zoomIn'),
      icon: 'zoomIn',
      unavailable: larger === null,
      onClick: () => set(larger),
    })}
    ${iconButton({
      label: text('zoomFit'),
      icon: 'zoomFit',
      unavailable: local.zoom === null,
      onClick: () => set(null),
    })}
  </div>`;
}

/** Sets a size to the largest that fits, where it is one of those that can be set. */
function useSize(
  view: View,
  { name, size }: NonNullable<PanelStep['fit']>,
): TemplateResult | typeof nothing {
  const control = view.state.model?.controls.sizes.find((c) => c.name === name);
  if (control === undefined || control.reason !== null) return nothing;
  const value = Math.min(size, control.max);
  return textButton({
    label: view.text('useSize', control.label, value.toLocaleString('en-US')),
    icon: 'zoomFit',
    onClick: () =>
      view.dispatch({
        type: 'change',
        subject: `size ${name}`,
        patch: { sizes: { [name]: value } },
        time: Date.now(),
      }),
  });
}

/** Why there is no picture. */
function missing(view: View, step: PanelStep): TemplateResult {
  const shape = step.tensor?.shape;
  const words =
    shape === undefined
      ? (step.missing ?? view.text('tensorMissing'))
      : shape.includes(0)
        ? view.text('tensorEmpty', shapeWords(shape))
        : view.text('tensorCut', shapeWords(shape));
  return html`<div class="missing">
    <p>${words}</p>
    ${shape === undefined && step.fit !== null ? useSize(view, step.fit) : nothing}
  </div>`;
}

function rowsOf(view: View, step: PanelStep, { slice }: Heatmap): readonly TemplateResult[] {
  const { rowLabels, columnLabels } = step;
  return accessibleRows({ slice, rowLabels, columnLabels, selected: selectedIn(view, step) });
}

/**
 * The lit step's picture with what belongs to it. The grid's own element is always there and is
 * only hidden, so that it keeps its place, its focus and its canvas.
 */
export function stage(view: View, step: PanelStep, heatmap: Heatmap | null): TemplateResult {
  const { rows = 0, columns = 0 } = heatmap?.slice ?? {};
  return html`<div class="figure">
    ${facets(view, step)} ${heatmap === null ? missing(view, step) : nothing}
    <div
      class="grid"
      id="grid"
      role="grid"
      tabindex="0"
      ?hidden=${heatmap === null}
      aria-label=${view.text('gridLabel', step.title || step.name, rows, columns)}
      aria-describedby="grid-help"
      aria-rowcount=${rows}
      aria-colcount=${columns}
    >
      ${heatmap === null ? nothing : rowsOf(view, step, heatmap)}
    </div>
    <div class="under" ?hidden=${heatmap === null}>
      ${heatmap === null ? nothing : legend(view, step, heatmap)} ${zoomButtons(view)}
    </div>
    ${heatmap === null ? nothing : overviewNote(view, step, heatmap)}
    <p class="readout" id="readout" aria-hidden="true" ?hidden=${heatmap === null}></p>
    <p class="sr" id="grid-help">${view.text('gridHelp')}</p>
  </div>`;
}
