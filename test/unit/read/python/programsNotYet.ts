/**
 * Variables that have no numbers yet, by program, with the reason. They must have none: what is not
 * known is not shown.
 */
export const notYet: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'attention/relative_bias': {
    buckets: 'an integer past 2⁵³ stands where it is not chosen',
  },
  'autograd/grad': {
    g2: 'a second derivative',
  },
  'random/numpy_generator': {
    m: 'rng.exponential is not read',
    n: 'depends on what is not read',
    o: 'depends on what is not read',
  },
  'random/numpy_legacy': {
    o: 'np.random.binomial is not read',
    p: 'depends on what is not read',
  },
  'random/torch_order': {
    f: 'torch.get_rng_state is not read',
    g: 'depends on what is not read',
    h: 'depends on what is not read',
  },
  'torch/reductions': {
    gg: 'torch.mode is not read',
  },
};
