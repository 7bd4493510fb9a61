import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const cli = 'dist/cli.js';

/** The built command line on a machine with so many processors. */
function inspectWith(processors: number, path: string): string {
  const machine = `import os from 'node:os';
    import { syncBuiltinESMExports } from 'node:module';
    os.availableParallelism = () => ${processors};
    syncBuiltinESMExports();`;
  const preload = `data:text/javascript,${encodeURIComponent(machine)}`;
  return execFileSync(process.execPath, ['--import', preload, cli, 'inspect', '--json', path], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
}

describe('the built command line', () => {
  // `npm test` builds first.
  it.skipIf(!existsSync(cli))(
    'gives the same of a long note on any machine',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'attention-lens-'));
      try {
        const path = join(folder, 'note.md');
        const lines = Array.from({ length: 3_200 }, (_, i) => `The ${i}th is $x_{${i}}$.`);
        writeFileSync(path, lines.join('\n\n'));
        const alone = inspectWith(1, path);
        expect(alone.match(/"source":/g)?.length).toBe(3_200);
        expect(inspectWith(3, path) === alone).toBe(true);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    120_000,
  );
});
