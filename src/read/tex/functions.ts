import { inFieldWords } from '../../program/fieldWords.js';
import type { Operation } from '../../program/operation.js';

/**
 * What a named function does. `unary` takes one tensor (further arguments make it a call), `norm`
 * takes `(x, weight?, bias?)`, `extreme` is a reduction of one argument and elementwise for two.
 */
export type FunctionRule =
  | { readonly kind: 'unary'; readonly operation: Operation }
  | { readonly kind: 'norm'; readonly operation: Operation }
  | { readonly kind: 'extreme'; readonly operation: 'max' | 'min' }
  | { readonly kind: 'attention' }
  | { readonly kind: 'concat' }
  /** Known to be a function; what it computes stands elsewhere. A layer's result is as large as its input. */
  | { readonly kind: 'named'; readonly bare?: true; readonly layer?: true };

const table = new Map<string, FunctionRule>();
const add = (names: string, rule: FunctionRule): void => {
  for (const name of names.split(' ')) table.set(name, rule);
};
const unary = (names: string, operation: Operation): void =>
  add(names, { kind: 'unary', operation });

const lastAxis = { axes: [-1], keepDim: true };

unary('softmax smax softargmax soft-argmax soft(arg)max [soft](arg)max soft-arg-max soft-max', {
  kind: 'softmax',
  axis: -1,
});
unary('logsoftmax', { kind: 'logSoftmax', axis: -1 });
unary('relu rectifier', { kind: 'relu' });
unary('gelu', { kind: 'gelu', approximate: 'none' });
unary('silu swish', { kind: 'silu' });
unary('sigmoid sigm logistic', { kind: 'sigmoid' });
unary('elu', { kind: 'elu', alpha: 1 });
unary('tanh', { kind: 'tanh' });
unary('exp', { kind: 'exp' });
unary('log', { kind: 'log' });
unary('sqrt', { kind: 'sqrt' });
unary('rsqrt', { kind: 'rsqrt' });
unary('abs', { kind: 'abs' });
unary('erf', { kind: 'erf' });
unary('sin', { kind: 'sin' });
unary('cos', { kind: 'cos' });
unary('dropout drop', { kind: 'dropout', p: 0, training: false });
unary('mean avg average', { kind: 'mean', ...lastAxis });
unary('var variance', { kind: 'var', correction: 0, ...lastAxis });
unary('argmax', { kind: 'argmax', axis: -1 });
add('layernorm layernormalization', {
  kind: 'norm',
  operation: { kind: 'layerNorm', axes: 1, eps: 1e-5 },
});
unary('ln', { kind: 'log' });
add('rmsnorm rmsnormalization', {
  kind: 'norm',
  operation: { kind: 'rmsNorm', axes: 1, eps: 1e-6 },
});
add('batchnorm batchnormalization', { kind: 'norm', operation: { kind: 'batchNorm', eps: 1e-5 } });
add('max maximum', { kind: 'extreme', operation: 'max' });
add('min minimum', { kind: 'extreme', operation: 'min' });
add('attention attn scaleddotproductattention sdpa scaleddotproduct dotproductattention', {
  kind: 'attention',
});
// `Contact` is how many spell it.
add('concat concatenate concatenation cat contact', { kind: 'concat' });
add(
  'multihead multiheadattention mha msa mhsa sa selfattention selfattn crossattention maskedattention multiheadselfattention multiheadcrossattention maskedmultihead maskedmultiheadattention ffn feedforward mlp sublayer gqa mqa mla encoder decoder transformer transformerblock block layer linearattention linattn retention',
  { kind: 'named', layer: true },
);
add(
  'linear norm mask pe positionalencoding posenc embedding embed swiglu geglu reglu glu softplus leakyrelu diag tr trace rank rope rotary lookup onehot crossentropy kl fl bce nll rms attentionhead splitheads split reshape addnorm score align',
  { kind: 'named' },
);
// `\lim_{z \to \infty} f(z)` is of all that stands behind it.
add('lim', { kind: 'named', bare: true });
add('sinh cosh tan arg det dim sup inf pr ker argmin sign floor ceil round', { kind: 'named' });

/** `Layer Norm`, `layer_norm` and `LayerNorm` are one function. */
const normalized = (name: string): string => name.toLowerCase().replace(/[\s_\-–.]/g, '');

/** The rule of a function name of two letters or more, however it is spelt. */
export function functionRule(name: string): FunctionRule | undefined {
  if (name === 'LN') return table.get('layernorm');
  const own = name.length > 1 ? table.get(normalized(name)) : undefined;
  return own ?? translatedRule(name);
}

/** The rule of a word of another language; `平均` is what was found as often as what finds it. */
function translatedRule(name: string): FunctionRule | undefined {
  const words = inFieldWords(name);
  const rule = words === name ? undefined : table.get(normalized(words));
  const isFound = rule?.kind === 'unary' && /^(?:mean|var)$/.test(rule.operation.kind);
  return isFound ? undefined : rule;
}

/** True for functions whose argument needs no brackets. */
export const takesBare = (rule: FunctionRule | undefined): boolean =>
  rule?.kind === 'unary' ||
  rule?.kind === 'extreme' ||
  (rule?.kind === 'named' && rule.bare === true);

export const isSoftmaxRule = (rule: FunctionRule | undefined): boolean =>
  rule?.kind === 'unary' && rule.operation.kind === 'softmax';

/** Names that stand for their result as well: `\text{Attention} = …`, `\text{MultiHead} W`. */
const alsoThings = new Set([
  'attention',
  'attn',
  'multihead',
  'mask',
  'ffn',
  'embedding',
  'pe',
  'score',
  'dim',
  'rank',
  'norm',
  'layer',
  'mlp',
]);

export const isAlsoThing = (name: string): boolean =>
  alsoThings.has(normalized(inFieldWords(name)));

/** Single letters that take an argument in parentheses instead of multiplying it. */
const letterFunctions: ReadonlySet<string> = new Set(
  'f g p F G O J P E L T N \\phi \\varphi \\psi \\rho \\pi \\sigma \\mu \\Phi \\Psi'.split(' '),
);

export const isLetterFunction = (name: string): boolean => letterFunctions.has(name);
