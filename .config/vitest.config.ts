import { defineConfig } from 'vitest/config';
import { vitePlugin as kernels } from './kernels.mjs';

export default defineConfig({
  plugins: [kernels],
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/unit/**/*.test.ts', 'test/conformance/**/*.test.ts'],
    setupFiles: [new URL('../test/unit/setup.ts', import.meta.url).pathname],
    testTimeout: 30_000,
  },
});
