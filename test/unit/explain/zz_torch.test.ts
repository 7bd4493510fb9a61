import { it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { toPyTorch } from '../../../src/explain/index.js';
import { analyzeDocument } from '../../../src/analysis/documents.js';
import { evaluateItem } from '../../../src/analysis.js';
import { readFileSync, readdirSync } from 'node:fs';
import { explained, handsOn, attentionFormula } from './items.js';
import { draw } from '../recognize/programs.js';
it('writes', () => {
  const out: any[] = [];
  const add = (item: any, trace: any) => { const t = trace.values[item.root ?? -1]; out.push({ code: toPyTorch(item, item.bindings), shape: t?.ok ? [...t.tensor.shape] : null, data: t?.ok && item.origin !== 'example' ? Array.from(t.tensor.data) : null, src: item.source, kind: item.kind }); };
  const e = explained(handsOn); add(e.item, e.trace);
  const f = explained(attentionFormula); add(f.item, f.trace);
  const md = readFileSync('/tmp/forms.md', 'utf8');
  const texts: [string, string][] = [[md, 'markdown'], [readFileSync('/tmp/ops.py', 'utf8'), 'python']];
  for (const n of readdirSync('/work/shared/seeds')) texts.push([readFileSync('/work/shared/seeds/' + n, 'utf8'), 'markdown']);
  for (const [t, l] of texts) for (const item of analyzeDocument(t, l as any).items) add(item, evaluateItem(item));
  writeFileSync('/tmp/torch.json', JSON.stringify(out));
}, 60000);
