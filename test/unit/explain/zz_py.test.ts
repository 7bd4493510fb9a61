import { it } from 'vitest';
import { writeFileSync, readFileSync } from 'node:fs';
import { analyzeDocument } from '../../../src/analysis/documents.js';
it('dump', () => {
  const text = process.env.F ? readFileSync(process.env.F, 'utf8') : process.env.T!;
  const lines: string[] = [];
  const seen = new Set();
  for (const item of analyzeDocument(text, (process.env.K ?? 'markdown') as 'markdown').items) {
    if (item.language !== 'python') continue;
    if (!seen.has(item.program)) {
      seen.add(item.program);
      for (const v of item.program.values) {
        const { kind, ...rest } = v.operation as any;
        lines.push(
          `   ${v.id} ${kind} ${JSON.stringify(rest).slice(0, 90)} [${v.inputs}] ${v.name ?? ''} ${v.defined ?? ''} ${JSON.stringify(item.shapes[v.id])?.slice(0, 80)}`,
        );
      }
    }
    lines.push(
      `== ${item.kind} root ${item.root} members ${item.members.join(',').slice(0, 150)} | ${[...item.roles].map(([a, b]) => `${a}:${b}`).join(' ')} | ${item.problems.map((p) => p.code + ' ' + p.message)}`,
    );
  }
  writeFileSync('/tmp/py.txt', lines.join('\n') + '\n');
});
