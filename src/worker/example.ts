import { analyzeDocument } from '../analysis.js';
import type { PanelControls, PanelSettings } from '../protocol/panel.js';
import { lineStarts } from '../program/span.js';
import type { PanelSubject } from './panelView.js';
import { openComposites } from './subject.js';

const defaults = {
  tokens: ['Tokyo', 'is', 'beautiful'],
  seed: 42,
  sizes: { d_model: 4, d_k: 4, d_v: 4 },
} as const;

const sizeLimit = 64;
const tokenLimit = 64;

const bounded = (x: number | undefined, fallback: number): number =>
  x === undefined ? fallback : Math.min(Math.max(1, Math.round(x)), sizeLimit);

const pythonString = (text: string): string =>
  `"${text.replaceAll(/[\\"]/g, (c) => `\\${c}`).replaceAll(/[\r\n]/g, ' ')}"`;

/**
 * Self-attention over a few tokens, as code: the worked example is read and computed like any other
 * program, so its numbers are the ones that PyTorch prints.
 */
function exampleCode(settings: PanelSettings): {
  readonly code: string;
  readonly controls: PanelControls;
} {
  const tokens = (settings.tokens ?? defaults.tokens).slice(0, tokenLimit);
  const seed = settings.seed ?? defaults.seed;
  const { sizes } = settings;
  const dModel = bounded(sizes?.['d_model'], defaults.sizes.d_model);
  const dK = bounded(sizes?.['d_k'], defaults.sizes.d_k);
  const dV = bounded(sizes?.['d_v'], defaults.sizes.d_v);
  const n = tokens.length;
  const lines = [
    'import torch',
    'import torch.nn.functional as F',
    `torch.manual_seed(${seed})`,
    `tokens = [${tokens.map(pythonString).join(', ')}]`,
    `x = torch.randn(${n}, ${dModel})`,
    `W_Q = torch.randn(${dModel}, ${dK})`,
    `W_K = torch.randn(${dModel}, ${dK})`,
    `W_V = torch.randn(${dModel}, ${dV})`,
    'Q = x @ W_Q',
    'K = x @ W_K',
    'V = x @ W_V',
    'scores = Q @ K.T',
    'scaled = scores / K.shape[-1] ** 0.5',
    'weights = F.softmax(scaled, dim=-1)',
    'output = weights @ V',
    'sns.heatmap(weights, xticklabels=tokens, yticklabels=tokens)',
  ];
  const size = (name: string, value: number) => ({
    name,
    label: name,
    value,
    min: 1,
    max: sizeLimit,
    reason: null,
  });
  return {
    code: `${lines.join('\n')}\n`,
    controls: {
      tokens: { value: tokens, fixedCount: false },
      sizes: [size('d_model', dModel), size('d_k', dK), size('d_v', dV)],
      seed: { value: seed, reason: null },
      mask: { value: settings.mask ?? 'none', reason: null },
      scaling: { value: settings.scaling ?? true, reason: null },
    },
  };
}

/** The worked example with the user's changes; the controls say what they are set to. */
export function exampleItem(settings: PanelSettings): PanelSubject {
  const { code, controls } = exampleCode(settings);
  const analysis = analyzeDocument(code, 'python');
  const item = analysis.items.find((i) => i.kind.startsWith('attention.')) ?? analysis.items[0];
  if (item === undefined) throw new Error('the worked example is not read as attention');
  // The whole program belongs to the story, from the input on.
  const members = item.program.values.map((v) => v.id);
  return {
    item: openComposites({ ...item, members }),
    lineStarts: lineStarts(code),
    offset: undefined,
    controls,
  };
}
