import type { Prose } from '../types.js';

export const kinds: Prose['kinds'] = {
  'attention.scaledDotProduct': {
    title: 'Scaled dot-product attention',
    summary:
      'Every query is compared with every key by a dot product, and softmax turns the scaled scores into weights. Each output row is the mean of the values with those weights.',
  },
  'attention.scores': {
    title: 'Attention scores',
    summary:
      'The dot product of every query with every key. A larger score means that the query matches the key better.',
  },
  'attention.weights': {
    title: 'Attention weights',
    summary:
      'Softmax turns each query’s scores into shares between 0 and 1. The shares of one query add up to 1.',
  },
  'attention.weightedSum': {
    title: 'Weighted sum of the values',
    summary:
      'Every output row mixes the rows of the values in the shares that the attention weights give. A large weight lets that value through.',
  },
  'attention.multiHead': {
    title: 'Multi-head attention',
    summary:
      'Several heads attend side by side, each with projections of its own. Their outputs are joined and mixed by one more projection.',
  },
  'attention.head': {
    title: 'One attention head',
    summary:
      'Queries, keys and values are projected with this head’s own weights. Scaled dot-product attention is then computed in that smaller space.',
  },
  'attention.additive': {
    title: 'Additive attention',
    summary:
      'A small network with tanh, not a dot product, says how well a query matches a key. Softmax turns its scores into weights.',
  },
  'attention.linear': {
    title: 'Linear attention',
    summary:
      'Without softmax over all pairs, keys and values can be summed up first. The cost then grows with the length of the sequence and not with its square.',
  },
  softmax: {
    title: 'Softmax',
    summary:
      'Each number becomes e to its power, divided by the sum over the axis. The results lie between 0 and 1 and add up to 1.',
  },
  mask: {
    title: 'Mask',
    summary: 'It marks which positions may be looked at. The others get no attention at all.',
  },
  projection: {
    title: 'Projection',
    summary:
      'Every row is multiplied with a matrix of learned weights. The result describes the same positions in another space.',
  },
  feedForward: {
    title: 'Feed-forward network',
    summary:
      'Every position is widened by one layer, passed through an activation and narrowed by a second layer. Positions do not see each other here.',
  },
  layerNorm: {
    title: 'Layer normalization',
    summary:
      'Each row is shifted and scaled to mean 0 and variance 1 over its features. A learned gain and shift then set the range.',
  },
  batchNorm: {
    title: 'Batch normalization',
    summary:
      'Each feature is shifted and scaled to mean 0 and variance 1 over the batch. A learned gain and shift then set the range.',
  },
  rmsNorm: {
    title: 'RMS normalization',
    summary:
      'Each row is divided by the root of the mean of its squares. Unlike layer normalization it does not subtract the mean.',
  },
  residual: {
    title: 'Residual connection',
    summary:
      'The input is added to what the layer makes of it. The layer learns only the change, and gradients have a direct way back.',
  },
  positionalEncoding: {
    title: 'Positional encoding',
    summary:
      'Sine and cosine waves of different lengths give every position a pattern of its own. Attention alone would not know the order.',
  },
  rotaryEmbedding: {
    title: 'Rotary position embedding',
    summary:
      'Pairs of features are rotated by an angle that grows with the position. Dot products then depend on the distance between positions.',
  },
  activation: {
    title: 'Activation function',
    summary:
      'A function applied to every number by itself. Without it, layers in a row would be no more than one matrix.',
  },
  loss: {
    title: 'Loss',
    summary:
      'One number that says how far predictions are from the targets. Training makes it smaller.',
  },
  tensor: {
    title: 'Tensor',
    summary: 'A tensor expression. Its shape and numbers follow from its parts.',
  },
};
