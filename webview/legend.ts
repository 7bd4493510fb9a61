import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { PanelStep } from '../src/protocol/panel.js';
import type { Heatmap } from './heatmap.js';
import { formatNumber } from './numbers.js';
import { stopsOf } from './palette.js';
import { isHeld } from './slice.js';
import { levelAt } from './tilePaint.js';
import type { View } from './view.js';

const WIDTH = 120;
const HEIGHT = 10;

const bar = (stops: readonly string[], zero: number | null): TemplateResult<2> => svg`<svg
    class="legend-bar" width=${WIDTH} height=${HEIGHT} viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
  <defs><linearGradient id="legend-scale">
    ${stops.map((color, i) => svg`<stop offset=${i / (stops.length - 1)} stop-color=${color}></stop>`)}
  </linearGradient></defs>
  <rect x="0.5" y="0.5" width=${WIDTH - 1} height=${HEIGHT - 1} fill="url(#legend-scale)"
    stroke="currentColor" stroke-opacity="0.35"></rect>
  ${zero === null ? nothing : svg`<path d="M${zero * WIDTH} 0V${HEIGHT}" stroke="currentColor" stroke-opacity="0.6"></path>`}
</svg>`;

const swatch = (mark: 'masked' | 'nan' | 'infinity'): TemplateResult<2> => {
  const shape = {
    masked: 'M0 -4L14 10M0 2L10 12M4 -6L18 8M-4 4L8 16',
    infinity: 'M0 14L14 0M0 8L8 0M6 14L14 6',
    nan: 'M4 4L10 10M10 4L4 10',
  }[mark];
  return svg`<svg class="legend-swatch" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
    <rect class="legend-ground" x="0.5" y="0.5" width="13" height="13"></rect>
    <path d=${shape} fill="none" stroke="currentColor" stroke-opacity="0.75"></path>
  </svg>`;
};

/** Says what a point is where it is more than one number; nothing where each is one. */
export function overviewNote(
  view: View,
  step: PanelStep,
  { slice }: Heatmap,
): TemplateResult | typeof nothing {
  const { cellWidth, cellHeight } = view.local;
  if (isHeld(slice.numbers) || cellWidth === 0 || cellHeight === 0) return nothing;
  const { ratio } = view.look;
  const level = levelAt({ cellWidth: cellWidth * ratio, cellHeight: cellHeight * ratio });
  if (level.rows === 0 && level.columns === 0) return nothing;
  const key = step.scale === 'sequential' ? 'overviewLargest' : 'overviewFarthest';
  return html`<p class="overview-note">${view.text(key, 2 ** level.rows, 2 ** level.columns)}</p>`;
}

/** What the colours mean: both ends, zero where it is inside, and the marks that occur. */
export function legend(view: View, step: PanelStep, { summary, range }: Heatmap): TemplateResult {
  const { text, look } = view;
  const zero = range.low < 0 && range.high > 0 ? -range.low / (range.high - range.low) : null;
  return html`<div class="legend">
    <span class="legend-end">${formatNumber(range.low)}</span>
    ${bar(stopsOf(look.theme, step.scale), zero)}
    <span class="legend-end">${formatNumber(range.high)}</span>
    ${
      summary.negativeInfinity
        ? html`<span class="legend-mark">${swatch('masked')}${text('legendMasked')}</span>`
        : nothing
    }
    ${
      summary.positiveInfinity
        ? html`<span class="legend-mark"
            >${swatch('infinity')}${text('legendPositiveInfinity')}</span
          >`
        : nothing
    }
    ${
      summary.nan
        ? html`<span class="legend-mark">${swatch('nan')}${text('legendNan')}</span>`
        : nothing
    }
  </div>`;
}
