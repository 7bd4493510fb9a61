import type { Plugin } from 'esbuild';

export const moduleName: string;
export function kernelModule(): Promise<string>;
export const esbuildPlugin: Plugin;
export const vitePlugin: {
  readonly name: string;
  readonly resolveId: (id: string) => string | undefined;
  readonly load: (id: string) => Promise<string> | undefined;
};
