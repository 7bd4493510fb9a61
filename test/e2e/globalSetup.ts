import { existsSync } from 'node:fs';
import { findBrowser } from '../vscode/browser.mjs';
import { npmRun } from '../vscode/commands.mjs';
import { vsixPath } from '../vscode/files.mjs';
import { installHost } from '../vscode/install.mjs';

/**
 * Packages the extension and gets VS Code and a browser, before any test's clock runs. `ATTENTION_LENS_VSIX` names a
 * packaged extension to test instead; `ATTENTION_LENS_NO_BUILD` takes the one in dist as it is.
 */
export default async function globalSetup(): Promise<void> {
  await installHost('current');
  await findBrowser();
  const given = process.env['ATTENTION_LENS_VSIX'];
  if (given === undefined && process.env['ATTENTION_LENS_NO_BUILD'] === undefined)
    npmRun('package');
  const vsix = given ?? vsixPath;
  if (!existsSync(vsix)) throw new Error(`There is no packaged extension at ${vsix}.`);
}
