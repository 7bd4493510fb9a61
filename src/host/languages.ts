import type * as vscode from 'vscode';
import type { DocumentLanguage } from '../analysisTypes.js';

const languages: Readonly<Record<string, DocumentLanguage>> = {
  markdown: 'markdown',
  latex: 'latex',
  tex: 'latex',
  python: 'python',
};

/** Documents of every scheme: files, untitled ones, notebook cells and virtual workspaces. */
export const selector: vscode.DocumentSelector = Object.keys(languages).map((language) => ({
  language,
}));

/** How a document is read, by VS Code's language id; undefined where it is not. */
export const languageOf = (document: vscode.TextDocument): DocumentLanguage | undefined =>
  languages[document.languageId];
