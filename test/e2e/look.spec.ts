import { test, themes, type ThemeKind } from './fixtures.js';
import { samplesDir } from '../vscode/files.mjs';

test('pictures of hover and panel in four themes', async ({ openWorkbench }) => {
  const vscode = await openWorkbench({ copyOf: samplesDir, openFile: 'attention.md' });
  for (const kind of Object.keys(themes) as ThemeKind[]) {
    await vscode.setTheme(kind);
    await vscode.hoverText('QK^');
    await vscode.screenshot(`hover-${kind}`);
    await vscode.escape();
  }
  await vscode.openFile('self_attention.py');
  await vscode.hoverText('weights', { nth: 0 });
  await vscode.screenshot('hover-python');
  await vscode.escape();
  await vscode.command('Attention Lens: Open Worked Example');
  await vscode.webview().locator('canvas').first().waitFor();
  await vscode.page.waitForTimeout(1500);
  for (const kind of Object.keys(themes) as ThemeKind[]) {
    await vscode.setTheme(kind);
    await vscode.page.waitForTimeout(400);
    await vscode.screenshot(`panel-${kind}`);
  }
});
