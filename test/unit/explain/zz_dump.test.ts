import { it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { findSnippets } from '../../../src/read/markdown.js';
import { readFormulas } from '../../../src/read/tex/index.js';
import { formulaItem } from '../../../src/analysis/items.js';
it('dump', () => {
  const text = process.env.T!;
  const lines: string[] = [];
  for (const s of findSnippets(text))
    for (const f of readFormulas(s.text, s.span.start, {})) {
      const it = formulaItem(f, 'x', f.tex, 'latex');
      lines.push(
        `== ${it.kind} | ${f.tex} | ${it.structures.map((x) => x.kind).join(',')} | ${it.problems.map((p) => p.message)}`,
      );
      if (process.env.D)
        for (const v of f.program.values) {
          const { kind, ...rest } = v.operation as any;
          lines.push(
            `   ${v.id === f.root ? '*' : ' '}${v.id} ${kind} ${JSON.stringify(rest)} [${v.inputs}] ${v.name ?? ''} ${v.defined ?? ''} ${JSON.stringify(it.shapes[v.id])} ${it.roles.get(v.id) ?? ''}`,
          );
        }
    }
  writeFileSync('/tmp/dump.txt', lines.join('\n') + '\n');
});
