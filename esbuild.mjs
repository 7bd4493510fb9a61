// Bundles everything a user runs. `--production` minifies, `--watch` rebuilds on change.
import { build, context } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  target: 'es2022',
};
/** @type {import('esbuild').BuildOptions} */
const node = { ...common, platform: 'node', target: 'node20' };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  // VS Code loads extensions as CommonJS; this package is ESM, hence `.cjs`.
  {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  { ...node, entryPoints: ['src/worker/main.ts'], outfile: 'dist/worker.cjs', format: 'cjs' },
  { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', format: 'esm' },
  { ...common, entryPoints: ['src/core.ts'], outfile: 'dist/core.js', format: 'esm' },
  {
    ...common,
    platform: 'browser',
    entryPoints: { webview: 'webview/main.ts' },
    outdir: 'dist',
    format: 'iife',
    loader: { '.ttf': 'dataurl' },
  },
  {
    ...common,
    entryPoints: { webview: 'webview/panel.css' },
    outdir: 'dist',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

mkdirSync('dist', { recursive: true });
// The declarations of the library are made by `npm run build:types`; this is their front door.
writeFileSync('dist/core.d.ts', "export * from './types/core.js';\n");

if (watch) {
  for (const options of bundles) await (await context(options)).watch();
  console.log('watching');
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
