import AxeBuilder from '@axe-core/playwright';
import { samplesDir } from '../vscode/files.mjs';
import { expect, test, themes, type ThemeKind } from './fixtures.js';

test('a reader explores the worked example', async ({ openWorkbench }) => {
  const vscode = await openWorkbench({ files: { 'empty.txt': '' }, openFile: 'empty.txt' });
  const panel = vscode.webview();
  const step = panel.locator('.step-of');

  await test.step('Visualize Attention opens it where there is nothing suitable', async () => {
    await vscode.command('Attention Lens: Visualize Attention');
    await expect(panel.locator('h1')).toContainText(/attention/i);
    await expect(panel.locator('#grid')).toBeVisible();
    await expect(step).toContainText('1 of');
  });

  await test.step('it steps by button and by arrow key, and stops at the ends', async () => {
    await panel.getByRole('button', { name: /next/i }).first().click();
    await expect(step).toContainText('2 of');
    await panel.locator('h1').click();
    await vscode.page.keyboard.press('ArrowRight');
    await expect(step).toContainText('3 of');
    await vscode.page.keyboard.press('ArrowLeft');
    await expect(step).toContainText('2 of');
    await vscode.page.keyboard.press('End');
    await expect(step).toContainText(/output/i);
  });

  await test.step('a cell is explained with real numbers from its row and column', async () => {
    await panel.locator('#grid').click({ position: { x: 150, y: 60 } });
    await expect(panel.locator('.cell-text')).toContainText('=');
    await expect(panel.locator('.cell-text')).toContainText('×');
    await vscode.screenshot('panel-cell');
    await vscode.page.keyboard.press('ArrowDown');
    await expect(panel.locator('#live')).not.toBeEmpty();
  });

  await test.step('tokens, mask and seed change the numbers at once', async () => {
    await panel.locator('.inputs input[type=text]').first().fill('we read the note');
    await vscode.page.keyboard.press('Enter');
    await expect(panel.locator('#grid')).toHaveAttribute('aria-rowcount', '4');
  });

  await test.step('it survives a reload of the window, with its settings', async () => {
    await vscode.page.waitForTimeout(500);
    await vscode.reload();
    await expect(vscode.webview().locator('#grid')).toHaveAttribute('aria-rowcount', '4');
  });
});

test('the panel follows editor and theme', async ({ openWorkbench }) => {
  const vscode = await openWorkbench({ copyOf: samplesDir, openFile: 'attention.md' });
  await vscode.goTo(8, 60);
  await vscode.command('Attention Lens: Visualize Attention');
  const panel = vscode.webview();
  await expect(panel.locator('h1')).toContainText('Scaled dot-product attention');
  await expect(panel.locator('.origin')).toContainText('example values');

  await test.step('four themes, none with a serious fault of accessibility', async () => {
    for (const kind of Object.keys(themes) as ThemeKind[]) {
      await vscode.setTheme(kind);
      await panel.locator('h1').click();
      await vscode.page.keyboard.press('End');
      await vscode.screenshot(`panel-${kind}`);
    }
    const found = await new AxeBuilder({ page: vscode.page })
      .include(['iframe.webview.ready', '#active-frame', '#app'])
      .analyze();
    const serious = found.violations.filter(
      (v) => v.impact === 'serious' || v.impact === 'critical',
    );
    expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
  });

  await test.step('an edit of the note is computed again', async () => {
    await vscode.command('View: Focus First Editor Group');
    await vscode.goToEnd(8);
    await vscode.page.keyboard.type(' + V');
    await expect(panel.locator('.head-formula')).toHaveAttribute('aria-label', /V \+ V$/);
  });
});

test('in a narrow window the panel stays readable', async ({ openWorkbench }) => {
  const vscode = await openWorkbench({ files: { 'empty.txt': '' }, openFile: 'empty.txt' });
  await vscode.setSettings({ 'attentionLens.language': 'ja' });
  await vscode.command('Attention Lens: Open Worked Example');
  await expect(vscode.webview().locator('#grid')).toBeVisible();
  await vscode.screenshot('panel-japanese');
  await vscode.command('View: Toggle Primary Side Bar Visibility');
  await vscode.page.setViewportSize({ width: 1900, height: 1000 });
  await vscode.screenshot('panel-wide');
  await vscode.page.setViewportSize({ width: 800, height: 1000 });
  await expect(vscode.webview().locator('.step-of')).toBeVisible();
  await vscode.screenshot('panel-narrow');
  await expect(vscode.webview().locator('#grid')).toBeVisible();
});
