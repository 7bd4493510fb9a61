import { html, nothing, type TemplateResult } from 'lit-html';
import type { PanelModel } from '../src/protocol/panel.js';
import { formulaAt } from './formula.js';
import { icon, type IconName } from './icons.js';
import { textButton } from './ui.js';
import type { View } from './view.js';

const SHORT_ENOUGH = 42;

function origin(view: View, model: PanelModel): TemplateResult {
  const short = {
    example: view.text('originExample'),
    literal: view.text('originLiteral'),
    seeded: view.text('originSeeded'),
  }[model.origin];
  const words = model.originText;
  const label = words !== '' && words.length <= SHORT_ENOUGH ? words : short;
  return words === '' || words === label
    ? html`<span class="origin ${model.origin}">${label}</span>`
    : html`<span
        class="origin ${model.origin} tip"
        tabindex="0"
        role="note"
        aria-label=${`${label}. ${words}`}
        data-tip=${words}
        >${label}${icon('info')}</span
      >`;
}

const source = (view: View, model: PanelModel): TemplateResult | typeof nothing =>
  model.source.uri === null
    ? model.source.label === ''
      ? nothing
      : html`<span class="source-label">${model.source.label}</span>`
    : html`<button
        type="button"
        class="link"
        title=${`${view.text('showSource')}: ${model.source.label}`}
        @click=${view.reveal}
      >
        ${icon('source')}<span class="link-text"
          >${model.source.label || view.text('showSource')}</span
        >
      </button>`;

const severityIcon = (severity: string): IconName =>
  severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'info';

function problems(view: View, model: PanelModel): TemplateResult | typeof nothing {
  if (model.problems.length === 0) return nothing;
  const words: Readonly<Record<string, string>> = {
    error: view.text('severityError'),
    warning: view.text('severityWarning'),
    info: view.text('severityInfo'),
    hint: view.text('severityHint'),
  };
  return html`<ul class="problems" aria-label=${view.text('problems')}>
    ${model.problems.map(
      ({ severity, message }) =>
        html`<li class="problem ${severity}">
          ${icon(severityIcon(severity))}<span class="sr">${words[severity] ?? severity}: </span>
          <span>${message}</span>
        </li>`,
    )}
  </ul>`;
}

/** What this is, where it comes from, and what is wrong with it. */
export function header(view: View, model: PanelModel): TemplateResult {
  const formula = formulaAt('header', model.formulaSvg);
  return html`<header class="head">
    <div class="head-row">
      <h1 class="title">${model.title}</h1>
      <div class="head-side">
        ${origin(view, model)} ${source(view, model)}
        ${
          model.pytorch === ''
            ? nothing
            : textButton({
                label: view.local.copied ? view.text('copied') : view.text('copyPytorch'),
                icon: view.local.copied ? 'check' : 'copy',
                id: 'copy',
                onClick: view.copy,
              })
        }
      </div>
    </div>
    <div class="head-body">
      ${
        formula !== null
          ? html`<div
              class="formula head-formula"
              role="img"
              aria-label=${model.formulaText || model.title}
            >
              ${formula}
            </div>`
          : model.formulaText === ''
            ? nothing
            : html`<code class="formula-text">${model.formulaText}</code>`
      }
      ${model.summary === '' ? nothing : html`<p class="summary">${model.summary}</p>`}
    </div>
    ${problems(view, model)}
  </header>`;
}
