import { html, nothing, type TemplateResult } from 'lit-html';
import type { PanelControls, PanelModel, PanelSettings } from '../src/protocol/panel.js';
import { canRedo, canUndo } from './history.js';
import {
  isUntouched,
  joinTokens,
  MAX_TOKENS,
  parseTokens,
  parseWhole,
  tokenProblem,
  type TokenProblem,
} from './settings.js';
import { checkbox, dropdown, iconButton, textField, tip } from './ui.js';
import type { View } from './view.js';

const MOST_SLIDERS = 3;
const MAX_SEED = 2 ** 32 - 1;

const change = (view: View, subject: string, patch: PanelSettings): void =>
  view.dispatch({ type: 'change', subject, patch, time: Date.now() });

interface FieldOptions {
  readonly label: string;
  readonly reason: string | null;
  readonly wide?: boolean;
  readonly below?: TemplateResult | typeof nothing;
}

/** A control under its label, with the reason where it is disabled. */
const field = (o: FieldOptions, control: TemplateResult): TemplateResult =>
  html`<div class=${o.wide === true ? 'field wide' : 'field'} data-tip=${o.reason ?? nothing}>
    <span class="label">${o.label}${o.reason === null ? nothing : tip(o.reason)}</span>
    <div class="control">${control}</div>
    ${o.below ?? nothing}
  </div>`;

/** Draft text of a field while it is being typed in; forgotten when the focus leaves it. */
function drafted(view: View, name: string, value: string) {
  const { drafts } = view.local;
  return {
    value: drafts.get(name) ?? value,
    write: (text: string): void => {
      drafts.set(name, text);
      view.redraw();
    },
    forget: (): void => {
      if (drafts.delete(name)) view.redraw();
    },
  };
}

function problemText(view: View, problem: TokenProblem): string {
  switch (problem.kind) {
    case 'empty':
      return view.text('tokensEmpty');
    case 'tooMany':
      return view.text('tokensTooMany', MAX_TOKENS);
    case 'count':
      return view.text('tokensFixed', problem.needed, problem.given);
    default:
      return problem satisfies never;
  }
}

function tokens(view: View, control: NonNullable<PanelControls['tokens']>): TemplateResult {
  const { text } = view;
  const current = view.state.history.present.tokens ?? control.value;
  const draft = drafted(view, 'tokens', joinTokens(current));
  const typed = parseTokens(draft.value);
  const problem = view.local.drafts.has('tokens') ? tokenProblem(typed, control) : null;
  const words =
    problem !== null
      ? problemText(view, problem)
      : typed.length === 0
        ? ''
        : typed.length === 1
          ? text('tokensCountOne')
          : text('tokensCount', typed.length);
  return field(
    {
      label: text('tokens'),
      reason: null,
      wide: true,
      below: html`<span class=${problem === null ? 'note' : 'note bad'} role="status"
        >${words}</span
      >`,
    },
    textField({
      label: `${text('tokens')}. ${text('tokensHint')}`,
      value: draft.value,
      placeholder: text('tokensHint'),
      invalid: problem !== null,
      onInput: (typedText) => {
        draft.write(typedText);
        const next = parseTokens(typedText);
        if (tokenProblem(next, control) === null) change(view, 'tokens', { tokens: next });
      },
      onBlur: draft.forget,
    }),
  );
}

interface WholeOptions {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly disabled: boolean;
  readonly onChange: (value: number) => void;
}

function wholeField(view: View, o: WholeOptions): TemplateResult {
  const draft = drafted(view, o.name, String(o.value));
  const bad = parseWhole(draft.value, o.min, o.max) === null;
  return html`<input
    type="number"
    class=${bad ? 'whole bad' : 'whole'}
    aria-label=${o.label}
    aria-invalid=${bad ? 'true' : nothing}
    title=${view.text('sizeRange', o.min, o.max)}
    min=${o.min}
    max=${o.max}
    step="1"
    ?disabled=${o.disabled}
    .value=${draft.value}
    @input=${(event: Event) => {
      const typed = (event.target as HTMLInputElement).value;
      draft.write(typed);
      const value = parseWhole(typed, o.min, o.max);
      if (value !== null) o.onChange(value);
    }}
    @focusout=${draft.forget}
  />`;
}

/** A slider is for small sizes; larger ones are typed. */
const SLIDER_MAX = 128;

/** Past a few sizes there is only room for their numbers. */
function size(
  view: View,
  control: PanelControls['sizes'][number],
  slider: boolean,
): TemplateResult {
  const { name, label, min, max, reason } = control;
  const value = view.state.history.present.sizes?.[name] ?? control.value;
  const disabled = reason !== null;
  const subject = `size ${name}`;
  const onChange = (next: number): void => change(view, subject, { sizes: { [name]: next } });
  const range = html`<input
    type="range"
    aria-label=${label}
    min=${min}
    max=${Math.min(max, Math.max(SLIDER_MAX, value))}
    step="1"
    ?disabled=${disabled}
    .value=${String(value)}
    @input=${(event: Event) => {
      view.local.drafts.delete(subject);
      onChange(Number((event.target as HTMLInputElement).value));
    }}
  />`;
  return field(
    { label, reason },
    html`${slider ? range : nothing}${wholeField(view, {
      name: subject,
      label,
      value,
      min,
      max,
      disabled,
      onChange,
    })}`,
  );
}

function seed(view: View, control: NonNullable<PanelControls['seed']>): TemplateResult {
  const label = view.text('seed');
  return field(
    { label, reason: control.reason },
    wholeField(view, {
      name: 'seed',
      label,
      value: view.state.history.present.seed ?? control.value,
      min: 0,
      max: MAX_SEED,
      disabled: control.reason !== null,
      onChange: (value) => change(view, 'seed', { seed: value }),
    }),
  );
}

function mask(view: View, control: NonNullable<PanelControls['mask']>): TemplateResult {
  const { text } = view;
  return field(
    { label: text('mask'), reason: control.reason },
    dropdown({
      label: text('mask'),
      value: view.state.history.present.mask ?? control.value,
      options: [
        { value: 'none', label: text('maskNone') },
        { value: 'causal', label: text('maskCausal') },
      ],
      disabled: control.reason !== null,
      onChange: (value) => change(view, 'mask', { mask: value === 'causal' ? 'causal' : 'none' }),
    }),
  );
}

function scaling(view: View, control: NonNullable<PanelControls['scaling']>): TemplateResult {
  const { text } = view;
  return field(
    { label: text('scaling'), reason: control.reason },
    checkbox({
      label: text('scalingOn'),
      checked: view.state.history.present.scaling ?? control.value,
      disabled: control.reason !== null,
      onChange: (value) => change(view, 'scaling', { scaling: value }),
    }),
  );
}

/** A shortcut as the platform writes it. */
const shortcut = (key: string, shift = false): string =>
  navigator.platform.startsWith('Mac')
    ? `${shift ? '⇧' : ''}⌘${key}`
    : `Ctrl+${shift ? 'Shift+' : ''}${key}`;

const hasControls = (c: PanelControls): boolean =>
  c.tokens !== null ||
  c.sizes.length > 0 ||
  c.seed !== null ||
  c.mask !== null ||
  c.scaling !== null;

/** What can be changed, applied at once. */
export function controls(view: View, model: PanelModel): TemplateResult | typeof nothing {
  const { controls: c } = model;
  const { text, dispatch, state } = view;
  if (!hasControls(c)) return nothing;
  return html`<section class="inputs" aria-label=${text('controlsLabel')}>
    ${c.tokens === null ? nothing : tokens(view, c.tokens)}
    ${c.sizes.map((control) => size(view, control, c.sizes.length <= MOST_SLIDERS))}
    ${c.mask === null ? nothing : mask(view, c.mask)}
    ${c.scaling === null ? nothing : scaling(view, c.scaling)}
    ${c.seed === null ? nothing : seed(view, c.seed)}
    <div class="field actions">
      ${iconButton({
        id: 'undo',
        label: text('undo'),
        keys: shortcut('Z'),
        icon: 'undo',
        unavailable: !canUndo(state.history),
        onClick: () => dispatch({ type: 'undo' }),
      })}
      ${iconButton({
        id: 'redo',
        label: text('redo'),
        keys: shortcut('Z', true),
        icon: 'redo',
        unavailable: !canRedo(state.history),
        onClick: () => dispatch({ type: 'redo' }),
      })}
      ${iconButton({
        id: 'reset',
        label: text('reset'),
        icon: 'reset',
        unavailable: isUntouched(state.history.present),
        onClick: () => dispatch({ type: 'reset' }),
      })}
    </div>
  </section>`;
}
