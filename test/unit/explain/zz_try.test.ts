const lines: string[] = [];
const out = (...x: any[]) => {
  lines.push(x.map((y) => (typeof y === 'string' ? y : JSON.stringify(y))).join(' '));
  writeFileSync('/tmp/out.txt', lines.join('\n'));
};
import { it } from 'vitest';
import { readFileSync, writeFileSync } from 'node:fs';
import { analyzeDocument } from '/work/main/src/analysis/documents.js';
import { evaluateItem } from '/work/main/src/analysis.js';
import {
  explain,
  explainPart,
  explainCell,
  whyStep,
  columnsOf,
  toPyTorch,
} from '/work/main/src/explain/index.js';
it('x', () => {
  const text = process.env.F ? readFileSync(process.env.F, 'utf8') : process.env.T!;
  const loc = (process.env.L ?? 'en') as 'en';
  const a = analyzeDocument(text, (process.env.LANG2 ?? 'markdown') as 'markdown');
  for (const item of a.items) {
    const t = evaluateItem(item);
    const e = explain(item, t, loc);
    out('=====', item.kind, '|', item.source.slice(0, 100), '|', item.origin);
    if (process.env.V) {
      out(toPyTorch(item, item.bindings));
      out(e.title, '\n', e.summary, '\n', e.originLine, '\n', e.observation);
      for (const s of e.symbols)
        out('  sym', s.tex, '|', s.text, '|', s.meaning, '|', s.shape, '|', s.spans.length);
      const cols = columnsOf(e.steps);
      e.steps.forEach((s, i) => {
        out(
          '  step',
          cols[i],
          s.value,
          s.role,
          '|',
          s.title,
          '|',
          s.tex,
          '|',
          s.inputs.join(','),
          '\n      ',
          s.text,
          '\n      why:',
          whyStep(item, t, s.value, loc),
        );
        const tv = t.values[s.value];
        if (tv?.ok)
          out(
            '      cell:',
            explainCell(
              item,
              t,
              s.value,
              tv.tensor.shape.map((n) => Math.min(1, n - 1)),
              loc,
            ),
          );
      });
      for (const m of item.members) {
        const p = explainPart(item, t, m, loc);
        out('  part', m, item.roles.get(m), '|', p.title, '|', p.text, '|', p.shape);
      }
      for (const p of item.problems) out('  PROBLEM', p.code, p.message);
    } else
      out(
        '   ',
        e.steps.map((s) => s.role ?? s.title).join(' > '),
        '|',
        e.observation,
        '|',
        item.problems.map((p) => p.code + ': ' + p.message).join(' '),
      );
  }
}, 60000);
