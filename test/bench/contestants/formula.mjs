/** Ours again, as hover and panel take it: a formula is read into a Program, which is evaluated. */
import { generousLimits } from '../engineApi.mjs';
import { coreFile, importFile } from '../files.mjs';
import { readHead } from '../inputs.mjs';

const source = String.raw`$\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V$`;

export async function formula(work) {
  const core = await importFile(coreFile);
  const { n, d } = work;
  const item = core.analyzeDocument(source, 'markdown').items[0];
  const { program, shapes, root } = item;
  const { q, k, v } = readHead(work);
  const given = { Q: q, K: k, V: v };
  const inputs = new Map();
  const bindings = { ...item.bindings };
  for (const value of program.values) {
    const data = value.operation.kind === 'input' ? given[value.name] : undefined;
    if (data === undefined) continue;
    inputs.set(value.id, { shape: [n, d], dtype: 'float32', data });
    const [rows, columns] = shapes[value.id];
    Object.assign(bindings, { [rows]: n, [columns]: d });
  }
  const options = { bindings, inputs, ...generousLimits };
  const of = (kind) => program.values.find((value) => value.operation.kind === kind);
  const softmax = of('softmax');
  const tensor = (trace, id) => {
    const value = trace.values[id];
    if (!value.ok) throw new Error(value.error.message);
    return value.tensor.data;
  };
  return {
    run: () => core.evaluate(program, shapes, options),
    results: (trace) => ({
      scores: tensor(trace, softmax.inputs[0]),
      weights: tensor(trace, softmax.id),
      output: tensor(trace, root),
    }),
    info: { values: program.values.length },
  };
}
