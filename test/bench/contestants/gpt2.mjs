/** Ours: every value of GPT-2's blocks by `evaluate(program)`, each kept in the trace with its statistics. */
import { importBundle } from '../bundle.mjs';
import { generousLimits } from '../engineApi.mjs';
import { coreFile, importFile } from '../files.mjs';
import { readFloats, readTensors } from '../inputs.mjs';

export async function gpt2(work) {
  const { evaluate } = await importFile(coreFile);
  const { gpt2Program } = await importBundle('gpt2Program');
  const { program, inputs, output } = gpt2Program(work, work.tensors);
  const { n, dModel } = work;
  const tensors = {
    ...readTensors(work.weights, work.tensors),
    x: { shape: [n, dModel], dtype: 'float32', data: readFloats(work.x) },
  };
  const given = new Map(Object.entries(inputs).map(([name, id]) => [id, tensors[name]]));
  const shapes = program.values.map((value) => value.shape);
  const options = { bindings: {}, inputs: given, ...generousLimits };
  return {
    run: () => evaluate(program, shapes, options),
    results: (trace) => {
      const failed = trace.values.find((value) => !value.ok);
      if (failed !== undefined) throw new Error(failed.error.message);
      return { output: trace.values[output].tensor.data };
    },
    info: { values: program.values.length },
  };
}
