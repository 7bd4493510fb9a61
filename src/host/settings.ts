import * as vscode from 'vscode';
import type { Locale } from '../explain/types.js';
import type { Theme } from '../protocol/worker.js';

const section = 'attentionLens';

export const affectsSettings = (event: vscode.ConfigurationChangeEvent): boolean =>
  event.affectsConfiguration(section);

const read = <T>(key: string, fallback: T, scope?: vscode.ConfigurationScope): T =>
  vscode.workspace.getConfiguration(section, scope).get<T>(key, fallback);

export const hoverEnabled = (document: vscode.TextDocument): boolean =>
  read('hover.enabled', true, document);

export const codeLensEnabled = (document: vscode.TextDocument): boolean =>
  read('codeLens.enabled', true, document);

export const diagnosticsEnabled = (document: vscode.TextDocument): boolean =>
  read('diagnostics.enabled', true, document);

export const hoverImages = (): boolean => read('hover.images', true);

/** Language of explanations: the setting, else VS Code's display language. */
export function locale(): Locale {
  const forced = read<string>('language', 'auto');
  if (forced === 'en' || forced === 'ja') return forced;
  return vscode.env.language.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}

export function theme(): Theme {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return 'light';
    case vscode.ColorThemeKind.HighContrast:
      return 'highContrastDark';
    case vscode.ColorThemeKind.HighContrastLight:
      return 'highContrastLight';
    default:
      return 'dark';
  }
}
