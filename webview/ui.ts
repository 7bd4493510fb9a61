import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import { ref } from 'lit-html/directives/ref.js';
import { icon, type IconName } from './icons.js';

/**
 * The panel's controls, and the only place that knows which library draws them: another one
 * (or plain elements) can take its place here.
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
}

export interface ButtonOptions {
  readonly label: string;
  readonly icon: IconName;
  readonly onClick: () => void;
  /** Stays focusable, so that the focus is not lost at the last step. */
  readonly unavailable?: boolean;
  readonly id?: string;
  readonly keys?: string;
}

/** A button of an icon alone; the label is its name and its tooltip. */
export const iconButton = (o: ButtonOptions): TemplateResult => html`
  <vscode-button
    appearance="icon"
    id=${o.id ?? nothing}
    aria-label=${o.label}
    aria-disabled=${o.unavailable === true ? 'true' : 'false'}
    title=${o.keys === undefined ? o.label : `${o.label} (${o.keys})`}
    @click=${() => {
      if (o.unavailable !== true) o.onClick();
    }}
    >${icon(o.icon)}</vscode-button
  >
`;

export const textButton = (o: ButtonOptions): TemplateResult => html`
  <vscode-button
    appearance="secondary"
    class="text-button"
    id=${o.id ?? nothing}
    aria-label=${o.label}
    title=${o.label}
    @click=${o.onClick}
    ><span slot="start" class="button-icon">${icon(o.icon)}</span>${o.label}</vscode-button
  >
`;

export interface DropdownOptions {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

/** The value is set after the options are there, and only where it differs. */
export const dropdown = (o: DropdownOptions): TemplateResult => html`
  <vscode-dropdown
    aria-label=${o.label}
    .disabled=${o.disabled === true}
    @change=${(event: Event) => o.onChange((event.target as HTMLSelectElement).value)}
    ${ref((element) => {
      const select = element as HTMLSelectElement | undefined;
      if (select === undefined) return;
      queueMicrotask(() => {
        if (select.value !== o.value) select.value = o.value;
      });
    })}
  >
    ${o.options.map(
      ({ value, label }) =>
        html`<vscode-option value=${value} ?selected=${value === o.value}>${label}</vscode-option>`,
    )}
  </vscode-dropdown>
`;

export interface TextFieldOptions {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  readonly onInput: (value: string) => void;
  readonly onBlur: () => void;
}

/** Text being composed by an input method is not reported before it is committed. */
export const textField = (o: TextFieldOptions): TemplateResult => html`
  <vscode-text-field
    class=${classMap({ 'text-field': true, invalid: o.invalid === true })}
    aria-label=${o.label}
    placeholder=${o.placeholder ?? nothing}
    aria-invalid=${o.invalid === true ? 'true' : nothing}
    .value=${o.value}
    @input=${(event: InputEvent) => {
      if (!event.isComposing) o.onInput((event.target as HTMLInputElement).value);
    }}
    @compositionend=${(event: Event) => o.onInput((event.target as HTMLInputElement).value)}
    @focusout=${o.onBlur}
  ></vscode-text-field>
`;

export interface CheckboxOptions {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

export const checkbox = (o: CheckboxOptions): TemplateResult => html`
  <vscode-checkbox
    .checked=${o.checked}
    .disabled=${o.disabled === true}
    @change=${(event: Event) => {
      const { checked } = event.target as HTMLInputElement;
      if (checked !== o.checked) o.onChange(checked);
    }}
    >${o.label}</vscode-checkbox
  >
`;

/** A small mark that explains itself on hover and on focus. */
export const tip = (text: string, name: IconName = 'info'): TemplateResult => html`
  <span class="tip" tabindex="0" role="note" aria-label=${text} data-tip=${text}
    >${icon(name)}</span
  >
`;
