import * as vscode from 'vscode';

const setting = 'markdown.math.macros';

export const affectsMacros = (event: vscode.ConfigurationChangeEvent): boolean =>
  event.affectsConfiguration(setting);

/** Macros for formulas, and a number that changes with them; 0 where there are none. */
export interface MathMacros {
  readonly macros: Readonly<Record<string, string>> | undefined;
  readonly revision: number;
}

/** Different contents seen so far, by their text. */
const revisions = new Map<string, number>();

/** The macros of VS Code's own Markdown preview: name, mostly with its backslash → body. */
export function mathMacros(scope: vscode.ConfigurationScope): MathMacros {
  const given: unknown = vscode.workspace.getConfiguration('markdown', scope).get('math.macros');
  if (typeof given !== 'object' || given === null) return { macros: undefined, revision: 0 };
  const entries = Object.entries(given).flatMap(([name, body]): [string, string][] =>
    typeof body === 'string' && body.length <= 2_000 ? [[name.replace(/^\\/, ''), body]] : [],
  );
  if (entries.length === 0) return { macros: undefined, revision: 0 };
  const text = JSON.stringify(entries);
  const revision = revisions.get(text) ?? revisions.size + 1;
  revisions.set(text, revision);
  return { macros: Object.fromEntries(entries), revision };
}
