import type { PanelModel, PanelStep, PanelTensor } from '../../../src/protocol/panel.js';

/** A tensor whose elements are 0, 1, 2… */
export function counting(shape: readonly number[]): PanelTensor {
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: count }, (_, i) => i);
  const none = { nan: 0, positiveInfinity: 0, negativeInfinity: 0 };
  return { shape, data, dtype: 'float32', min: 0, max: count - 1, ...none };
}

export function stepOf(id: number, changes: Partial<PanelStep> = {}): PanelStep {
  return {
    id,
    role: null,
    name: `v${id}`,
    title: `Value ${id}`,
    text: '',
    why: '',
    formulaSvg: '',
    formulaText: '',
    shapeText: '[n, m] = 2 × 3',
    axisNames: ['query', 'key'],
    rowLabels: null,
    columnLabels: null,
    scale: 'diverging',
    tensor: counting([2, 3]),
    missing: null,
    fit: null,
    inputs: [],
    column: id,
    ...changes,
  };
}

export function modelOf(
  steps: readonly PanelStep[],
  changes: Partial<PanelModel> = {},
): PanelModel {
  return {
    handle: 'm1',
    title: 'Scaled dot-product attention',
    summary: '',
    formulaSvg: '',
    formulaText: '',
    originText: '',
    origin: 'example',
    source: { uri: 'file:///note.md', label: 'note.md', range: null },
    steps,
    initialStep: 0,
    controls: { tokens: null, sizes: [], seed: null, mask: null, scaling: null },
    settings: {},
    problems: [],
    pytorch: '',
    ...changes,
  };
}
