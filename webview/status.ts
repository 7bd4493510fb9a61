import { html, nothing, type TemplateResult } from 'lit-html';
import { icon } from './icons.js';
import { textButton } from './ui.js';
import type { View } from './view.js';

/** Before the first model: nothing for a moment, then the outlines of what will come. */
export const loading = (view: View): TemplateResult =>
  html`<div class="skeleton" role="status" aria-label=${view.state.busy ?? view.text('loading')}>
    <div class="bone title-bone"></div>
    <div class="bone formula-bone"></div>
    <div class="bones">
      <div class="bone"></div>
      <div class="bone"></div>
      <div class="bone"></div>
      <div class="bone"></div>
    </div>
    <div class="bone figure-bone"></div>
    <p class="skeleton-words">${view.state.busy ?? view.text('loading')}</p>
  </div>`;

/** No model and a failure: what happened and what to do. */
export const failed = (view: View, message: string): TemplateResult =>
  html`<div class="blank" role="alert">
    ${icon('error')}
    <h1>${view.text('failedTitle')}</h1>
    <p class="blank-message">${message}</p>
    <p class="blank-hint">${view.text('failedHint')}</p>
    ${textButton({ label: view.text('retry'), icon: 'reset', onClick: view.retry })}
  </div>`;

/** A model without steps. */
export const empty = (view: View): TemplateResult =>
  html`<div class="blank">
    ${icon('info')}
    <h1>${view.text('emptyTitle')}</h1>
    <p class="blank-hint">${view.text('emptyHint')}</p>
  </div>`;

/** A failure while a picture is shown: the picture stays and a line says that it is the old one. */
export const notice = (view: View): TemplateResult | typeof nothing =>
  view.state.failure === null
    ? nothing
    : html`<div class="notice" role="alert">
        ${icon('error')}<span>${view.text('failedUpdate', view.state.failure)}</span>
        <button type="button" class="link" @click=${view.retry}>${view.text('retry')}</button>
      </div>`;
