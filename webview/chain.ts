import { html, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import { ref } from 'lit-html/directives/ref.js';
import type { PanelModel, PanelStep } from '../src/protocol/panel.js';
import { chainColumns, type ChainStep } from './chainColumns.js';
import { icon } from './icons.js';
import { regionOf, type Region, type Slice } from './slice.js';
import { litStep } from './state.js';
import { drawThumbnail } from './thumbnail.js';
import { iconButton } from './ui.js';
import { pictureOf, shapeWords, type View } from './view.js';

const COLUMN_HEIGHT = 108;
const WIDTH = 76;

/** Parts of a step's matrix that the selected cell was computed from. */
export function sourcesIn(view: View, step: PanelStep, slice: Slice): readonly Region[] {
  const { answer } = view.state;
  const shape = step.tensor?.shape;
  if (answer === null || shape === undefined) return [];
  return answer.sources
    .filter((source) => source.step === step.id)
    .map((source) => regionOf(shape, slice, source.index))
    .filter((region) => region !== null);
}

function thumbnail(view: View, step: PanelStep, height: number): TemplateResult {
  const heatmap = pictureOf(view, step);
  if (heatmap === null) return html`<span class="no-picture" aria-hidden="true">–</span>`;
  const sources = sourcesIn(view, step, heatmap.slice);
  const draw = (element: Element | undefined): void => {
    if (!(element instanceof HTMLCanvasElement)) return;
    drawThumbnail(element, heatmap, view.look, { width: WIDTH, height }, sources);
  };
  return html`<canvas class="thumb-canvas" aria-hidden="true" ${ref(draw)}></canvas>`;
}

function chainItem(view: View, { step, index }: ChainStep, height: number): TemplateResult {
  const lit = litStep(view.state);
  const isLit = lit?.id === step.id;
  const isInput = lit?.inputs.includes(step.id) === true;
  const shape = step.tensor === null ? '' : shapeWords(step.tensor.shape);
  return html`<li>
    <button
      type="button"
      class=${classMap({ thumb: true, lit: isLit, input: isInput })}
      id=${`step-${step.id}`}
      aria-current=${isLit ? 'step' : 'false'}
      aria-label=${[step.name, step.title, shape].filter((part) => part !== '').join(', ')}
      title=${step.title}
      tabindex=${isLit ? '0' : '-1'}
      @click=${() => view.dispatch({ type: 'step', to: index })}
    >
      <span class="thumb-picture">${thumbnail(view, step, height)}</span>
      <span class="thumb-words">
        <span class="thumb-name">${step.name}</span>
        <span class="thumb-title">${step.title}</span>
        <span class="thumb-shape">${shape}</span>
      </span>
    </button>
  </li>`;
}

/** ◀ ▶ and where we are. */
export function stepper(view: View, model: PanelModel): TemplateResult {
  const { step } = view.state;
  const last = model.steps.length - 1;
  const lit = model.steps[step];
  const { local, dispatch, text } = view;
  return html`<div class="stepper">
    ${iconButton({
      id: 'previous',
      label: text('previousStep'),
      keys: '[',
      icon: 'chevronLeft',
      unavailable: step <= 0,
      onClick: () => dispatch({ type: 'step', to: step - 1 }),
    })}
    ${iconButton({
      id: 'play',
      label: local.playing ? text('pause') : text('play'),
      icon: local.playing ? 'pause' : 'play',
      unavailable: last < 1,
      onClick: () => {
        local.playing = !local.playing;
        if (local.playing && step >= last) dispatch({ type: 'step', to: 0 });
        view.redraw();
      },
    })}
    ${iconButton({
      id: 'next',
      label: text('nextStep'),
      keys: ']',
      icon: 'chevronRight',
      unavailable: step >= last,
      onClick: () => dispatch({ type: 'step', to: step + 1 }),
    })}
    <span class="step-of"
      >${text('stepOf', step + 1, model.steps.length, lit?.title || lit?.name || '')}</span
    >
  </div>`;
}

/** One small heatmap per step, from the inputs to the output. */
export function chain(view: View, model: PanelModel): TemplateResult {
  const columns = chainColumns(model.steps);
  return html`<ol class="chain" aria-label=${view.text('chainLabel')}>
    ${columns.map((column, at) => {
      const height = Math.max(14, Math.min(56, Math.floor(COLUMN_HEIGHT / column.length) - 8));
      return html`<li class="chain-column">
        ${at === 0 ? '' : html`<span class="chain-arrow" aria-hidden="true">${icon('arrowRight')}</span>`}
        <ol class=${classMap({ stack: true, several: column.length > 1 })}>
          ${column.map((item) => chainItem(view, item, height))}
        </ol>
      </li>`;
    })}
  </ol>`;
}
