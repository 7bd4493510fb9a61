/** The weights of a GPT-2 of some size: names and shapes, in the order of the file that holds them. */

/** Linear weights are [out, in]. The vocabulary (embedding and logits) is left out. */
export function gpt2Tensors({ layers, dModel }) {
  const norm = (name) => [
    { name: `${name}.weight`, shape: [dModel] },
    { name: `${name}.bias`, shape: [dModel] },
  ];
  const linear = (name, out, inner) => [
    { name: `${name}.weight`, shape: [out, inner] },
    { name: `${name}.bias`, shape: [out] },
  ];
  const layer = (i) => [
    ...norm(`${i}.norm1`),
    ...linear(`${i}.qkv`, 3 * dModel, dModel),
    ...linear(`${i}.projection`, dModel, dModel),
    ...norm(`${i}.norm2`),
    ...linear(`${i}.expand`, 4 * dModel, dModel),
    ...linear(`${i}.contract`, dModel, 4 * dModel),
  ];
  return [...Array.from({ length: layers }, (_, i) => layer(i)).flat(), ...norm('norm')];
}

/** Spread of a weight's random numbers: norms near 1, the rest as GPT-2 is initialised (0.02). */
export const gpt2Fill = ({ name, shape }, next) => {
  const center = name.includes('norm') && name.endsWith('weight') ? 1 : 0;
  const half = 0.02 * Math.sqrt(3);
  return Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    () => center + half * next(),
  );
};
