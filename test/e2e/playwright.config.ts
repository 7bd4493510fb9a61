import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { repoRoot } from '../vscode/files.mjs';

/** Drives the packaged extension in a real VS Code as a user does. See fixtures.ts for what a test can do. */
export default defineConfig({
  testDir: '.',
  outputDir: join(repoRoot, 'test-results', 'e2e'),
  globalSetup: './globalSetup.ts',
  // Each worker starts a VS Code and a browser of its own; two cores carry one well.
  workers: Number(process.env['ATTENTION_LENS_E2E_WORKERS'] ?? 1),
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['./closingLine.ts']],
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 30_000,
    // Without the film of screenshots, which costs a small machine more than the tests themselves.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true },
    screenshot: 'only-on-failure',
  },
});
