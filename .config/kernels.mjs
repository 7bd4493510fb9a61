// Compiles the engine's AssemblyScript kernels. Bundler and test runner import the bytes as a module.
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const entry = 'src/engine/kernels/assembly/index.ts';
const root = fileURLToPath(new URL('..', import.meta.url));

/** What `import … from 'attention-lens:kernels'` stands for. */
export const moduleName = 'attention-lens:kernels';

async function compile(features) {
  let bytes;
  const { error, stderr } = await asc.main(
    [
      entry,
      '--baseDir',
      root,
      '--outFile',
      'kernels.wasm',
      '--runtime',
      'stub',
      '-O3',
      '--noAssert',
      '--importMemory',
      ...features.flatMap((f) => ['--enable', f]),
    ],
    {
      writeFile: (_name, contents) => void (bytes = contents),
      listFiles: () => [],
    },
  );
  if (error !== null) throw new Error(`${error.message}\n${stderr.toString()}`);
  return Buffer.from(bytes).toString('base64');
}

let made;

/** Source text of the module: both builds of the kernels, as base64. */
export function kernelModule() {
  made ??= Promise.all([compile(['simd']), compile(['simd', 'relaxed-simd'])]).then(
    ([simd, relaxedSimd]) =>
      `export const simd = ${JSON.stringify(simd)};\nexport const relaxedSimd = ${JSON.stringify(relaxedSimd)};\n`,
  );
  return made;
}

/** @type {import('esbuild').Plugin} */
export const esbuildPlugin = {
  name: 'kernels',
  setup(build) {
    build.onResolve({ filter: /^attention-lens:kernels$/ }, () => ({
      path: moduleName,
      namespace: 'kernels',
    }));
    build.onLoad({ filter: /.*/, namespace: 'kernels' }, async () => ({
      contents: await kernelModule(),
      loader: 'js',
      watchFiles: [],
    }));
  },
};

/** The same for Vite's plugins, which serve the tests. */
export const vitePlugin = {
  name: 'kernels',
  resolveId: (id) => (id === moduleName ? `\0${moduleName}` : undefined),
  load: (id) => (id === `\0${moduleName}` ? kernelModule() : undefined),
};
