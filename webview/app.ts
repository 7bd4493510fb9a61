import { html, render, type TemplateResult } from 'lit-html';
import type { PanelModel } from '../src/protocol/panel.js';
import { axisName, cellWords } from './cellText.js';
import { chain, sourcesIn, stepper } from './chain.js';
import { controls } from './controls.js';
import { detail } from './detail.js';
import { mountGrid, type GridEvents, type GridView } from './gridView.js';
import { header } from './header.js';
import { indexOfCell, type CellPosition } from './slice.js';
import { stage } from './stage.js';
import { isWaiting, leadOf, litStep } from './state.js';
import { empty, failed, loading, notice } from './status.js';
import { pictureOf, selectedIn, type View } from './view.js';

function shown(view: View, model: PanelModel): TemplateResult {
  const step = litStep(view.state);
  if (step === null) return html`${header(view, model)} ${notice(view)} ${empty(view)}`;
  const heatmap = pictureOf(view, step);
  return html`${header(view, model)} ${notice(view)}
    <nav class="path" aria-label=${view.text('chainLabel')}>
      ${stepper(view, model)} ${chain(view, model)}
    </nav>
    <section class="stage" aria-label=${step.title || step.name}>
      ${stage(view, step, heatmap)} ${detail(view, model, step, heatmap)}
    </section>
    ${controls(view, model)}`;
}

/** Work that takes longer than a second: how far it is, and a way to stop it. */
const longWork = (view: View, part: number): TemplateResult =>
  html`<div class="long-work" role="group" aria-label=${view.text('busy')}>
    <progress max="1" .value=${part} aria-label=${view.text('busy')}></progress>
    <span>${view.text('busyPart', Math.floor(part * 100))}</span>
    <button type="button" class="link" id="cancel" @click=${view.cancel}>
      ${view.text('cancel')}
    </button>
  </div>`;

function page(view: View): TemplateResult {
  const { state } = view;
  const waits = state.model !== null && isWaiting(state);
  return html`<div
      class="progress"
      ?hidden=${!waits}
      role="progressbar"
      aria-label=${state.busy ?? view.text('busy')}
    >
      <div class="progress-bit"></div>
    </div>
    ${state.progress === null || !isWaiting(state) ? '' : longWork(view, state.progress)}
    <main class="panel" aria-busy=${waits ? 'true' : 'false'}>
      ${
        state.model !== null
          ? shown(view, state.model)
          : state.failure !== null
            ? failed(view, state.failure)
            : loading(view)
      }
    </main>
    <div class="sr" id="live" role="status" aria-live="polite"></div>`;
}

export interface App {
  readonly draw: (view: View) => void;
  readonly announce: (words: string) => void;
}

/** Draws the panel into `root`; the grid is mounted once and then only told what changed. */
export function createApp(root: HTMLElement): App {
  let grid: { readonly host: Element; readonly view: GridView } | null = null;
  let current: View | null = null;
  let hovered: CellPosition | null = null;

  const readout = (at: CellPosition | null): void => {
    const element = document.getElementById('readout');
    const step = current === null ? null : litStep(current.state);
    if (element === null || current === null || step === null) return;
    const heatmap = pictureOf(current, step);
    if (at !== null && heatmap !== null) {
      element.textContent = cellWords(current, step, heatmap.slice, at);
    } else {
      element.textContent = current.state.cell === null ? current.text('cellHint') : '';
    }
  };

  const select = (at: CellPosition): void => {
    const step = current === null ? null : litStep(current.state);
    if (current === null || step === null || step.tensor === null) return;
    const heatmap = pictureOf(current, step);
    const lead = heatmap?.slice.lead ?? leadOf(current.state, step);
    current.dispatch({ type: 'cell', index: indexOfCell(step.tensor.shape, lead, at) });
  };

  const events: GridEvents = {
    select,
    clear: () => current?.dispatch({ type: 'cell', index: null }),
    hover: (at) => {
      hovered = at;
      readout(at);
    },
    sized: ({ cellWidth, cellHeight }) => {
      if (current === null) return;
      const { local, redraw } = current;
      if (local.cellWidth === cellWidth && local.cellHeight === cellHeight) return;
      local.cellWidth = cellWidth;
      local.cellHeight = cellHeight;
      queueMicrotask(redraw);
    },
  };

  const drawGrid = (view: View): void => {
    const host = document.getElementById('grid');
    const step = litStep(view.state);
    if (host === null || step === null) return;
    const heatmap = pictureOf(view, step);
    if (heatmap === null) return;
    if (grid?.host !== host) grid = { host, view: mountGrid(host, events) };
    grid.view.update({
      heatmap,
      look: view.look,
      rowLabels: step.rowLabels,
      columnLabels: step.columnLabels,
      rowName: axisName(step, 1),
      columnName: axisName(step, 0),
      selected: selectedIn(view, step),
      sources: sourcesIn(view, step, heatmap.slice),
      zoom: view.local.zoom,
    });
  };

  return {
    draw(view) {
      current = view;
      render(page(view), root);
      drawGrid(view);
      readout(hovered);
    },
    announce(words) {
      const live = document.getElementById('live');
      if (live === null) return;
      live.textContent = live.textContent === words ? `${words}\u00a0` : words;
    },
  };
}
