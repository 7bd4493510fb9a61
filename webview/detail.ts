import { html, nothing, type TemplateResult } from 'lit-html';
import type { PanelModel, PanelStep } from '../src/protocol/panel.js';
import { cellNumber, placeWords } from './cellText.js';
import { formulaAt } from './formula.js';
import type { Heatmap } from './heatmap.js';
import { icon } from './icons.js';
import { cellOfIndex } from './slice.js';
import { iconButton } from './ui.js';
import type { View } from './view.js';

function formulaOf(place: string, source: string, words: string): TemplateResult | typeof nothing {
  const formula = formulaAt(place, source);
  if (formula !== null) {
    return words === ''
      ? html`<div class="formula" aria-hidden="true">${formula}</div>`
      : html`<div class="formula" role="img" aria-label=${words}>${formula}</div>`;
  }
  return words === '' ? nothing : html`<code class="formula-text">${words}</code>`;
}

/** The steps this one is computed from, as links to them. */
function inputs(view: View, model: PanelModel, step: PanelStep): TemplateResult | typeof nothing {
  const found = step.inputs
    .map((id) => model.steps.findIndex((s) => s.id === id))
    .filter((index) => index >= 0);
  if (found.length === 0) return nothing;
  const [before = '', after = ''] = view.text('inputOf', '\u0000').split('\u0000');
  return html`<p class="inputs-of">
    ${before}${found.map(
      (index, i) =>
        html`${i === 0 ? '' : ', '}<button
            type="button"
            class="link"
            @click=${() => view.dispatch({ type: 'step', to: index })}
          >
            ${model.steps[index]?.name}
          </button>`,
    )}${after}
  </p>`;
}

function cellCard(
  view: View,
  step: PanelStep,
  { slice }: Heatmap,
): TemplateResult | typeof nothing {
  const { cell, answer } = view.state;
  const { text } = view;
  const found = cell === null ? null : cellOfIndex(step.tensor?.shape ?? [], cell);
  if (found === null) return nothing;
  const silent = answer?.text === '' && answer.formulaSvg === '';
  const words = silent ? text('cellNone') : (answer?.text ?? '');
  const value = cellNumber(slice, found.at.row, found.at.column);
  return html`<section class="cell" aria-label=${text('cellHeading')}>
    <div class="cell-head">
      <h2>${text('cellHeading')}</h2>
      ${iconButton({
        label: text('cellClear'),
        keys: 'Esc',
        icon: 'close',
        onClick: () => {
          view.dispatch({ type: 'cell', index: null });
          document.getElementById('grid')?.focus({ preventScroll: true });
        },
      })}
    </div>
    <p class="cell-place">
      <span>${placeWords(view, step, found.at)}</span> <strong>${value}</strong>
    </p>
    ${
      answer === null
        ? html`<p class="cell-waiting">${text('cellWaiting')}</p>`
        : html`${formulaOf('cell', answer.formulaSvg, '')}
            <p class="cell-text">${words}</p>`
    }
  </section>`;
}

/** The lit step in words: what it is, its formula, what it does and why. */
export function detail(
  view: View,
  model: PanelModel,
  step: PanelStep,
  heatmap: Heatmap | null,
): TemplateResult {
  return html`<div class="detail">
    ${heatmap === null ? nothing : cellCard(view, step, heatmap)}
    <div class="detail-head">
      <h2>${step.title || step.name}</h2>
      <span class="shape">${step.shapeText}</span>
    </div>
    ${formulaOf('step', step.formulaSvg, step.formulaText)}
    ${step.text === '' ? nothing : html`<p>${step.text}</p>`} ${inputs(view, model, step)}
    ${
      step.why === ''
        ? nothing
        : html`<div class="why">
            ${icon('lightbulb')}
            <p><span class="sr">${view.text('why')}: </span>${step.why}</p>
          </div>`
    }
  </div>`;
}
