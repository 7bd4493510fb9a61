import * as vscode from 'vscode';
import { hoverStrings } from '../protocol/hoverStrings.js';
import { selector } from './languages.js';
import { locale } from './settings.js';

/** A wrong number that is underlined, with the right one. */
export interface QuickFix {
  readonly diagnostic: vscode.Diagnostic;
  readonly said: string;
  readonly right: string;
}

const kind = vscode.CodeActionKind.QuickFix;

/** Offers to write the right number over a wrong one. `fixesOf` gives those of the text as it is. */
export function createQuickFixes(
  fixesOf: (document: vscode.TextDocument) => readonly QuickFix[],
): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    selector,
    {
      provideCodeActions: (document, range) =>
        fixesOf(document)
          .filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined)
          .map(({ diagnostic, said, right }) => {
            const action = new vscode.CodeAction(hoverStrings[locale()].replace(said, right), kind);
            action.diagnostics = [diagnostic];
            action.isPreferred = true;
            action.edit = new vscode.WorkspaceEdit();
            action.edit.replace(document.uri, diagnostic.range, right);
            return action;
          }),
    },
    { providedCodeActionKinds: [kind] },
  );
}
