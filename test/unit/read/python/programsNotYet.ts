/**
 * Variables that have no numbers yet, by program, with the reason. They must have none: what is not
 * known is not shown.
 */
export const notYet: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'attention/gpt_block': {
    logits: 'if is not read',
    loss: 'if is not read',
    probs: 'if is not read',
    nxt: 'if is not read',
    idx2: 'if is not read',
  },
  'attention/relative_bias': {
    buckets: 'depends on what is not read',
  },
  'attention/rope_complex': {
    rotated: 'torch.view_as_complex is not read',
    out: 'torch.view_as_complex is not read',
    norms: 'torch.view_as_complex is not read',
  },
  'autograd/backward': {
    flag: 'torch.tensor is not read',
  },
  'autograd/detach': {
    v: 'torch.tensor is not read',
  },
  'autograd/grad': {
    g2: 'depends on what is not read',
  },
  'autograd/jacobian': {
    Jf: 'not read',
  },
  'functional/convolution': {
    k: 'F.interpolate is not read',
    n: 'F.conv_transpose1d is not read',
  },
  'functional/losses': {
    t: 'F.margin_ranking_loss is not read',
    v: 'F.triplet_margin_loss is not read',
    w: 'F.cosine_embedding_loss is not read',
  },
  'functional/normalisation': {
    g: 'F.batch_norm is not read',
    h: 'F.batch_norm is not read',
    i: 'F.group_norm is not read',
    k: 'F.instance_norm is not read',
    p: 'F.bilinear is not read',
  },
  'nn/activations': {
    k: 'nn.PReLU(…) is not read',
    r: 'nn.Unflatten(…) is not read',
  },
  'nn/convolution': {
    g: 'nn.ConvTranspose1d(…) is not read',
    h: 'nn.ZeroPad2d(…) is not read',
  },
  'nn/embedding': {
    f: 'fixed is not read',
  },
  'nn/multihead': {
    out7: 'kd is not read',
    w7: 'kd is not read',
  },
  'nn/norms': {
    h: 'nn.GroupNorm(…) is not read',
    k: 'depends on what is not read',
    l: 'nn.InstanceNorm1d(…) is not read',
  },
  'nn/parameters': {
    k: 'len is not read',
  },
  'nn/recurrent': {
    x: 'depends on what is not read',
    out: 'rnn is not read',
    h: 'rnn is not read',
    o2: 'gru is not read',
    h2: 'gru is not read',
    o3: 'lstm is not read',
    h3: 'lstm is not read',
    c3: 'lstm is not read',
    h4: 'cell is not read',
    h5: 'lc is not read',
    c5: 'lc is not read',
  },
  'nn/utilities': {
    up: 'nn.Upsample(…) is not read',
    b: 'bil is not read',
    e: 'bag is not read',
    ps: 'nn.PixelShuffle(…) is not read',
    v: 'nn.utils.parameters_to_vector is not read',
    n: 'nn.utils.parameters_to_vector is not read',
  },
  'numpy/basics': {
    v: 'np.float32 is not read',
  },
  'numpy/linear_algebra': {
    l: 'np.tensordot is not read',
    p: 'np.diag is not read',
    r: 'np.vdot is not read',
    s: 'np.cross is not read',
  },
  'numpy/shaping': {
    v: 'np.hsplit is not read',
    w: 'np.append is not read',
    y: 'np.column_stack is not read',
    aa: 'np.delete is not read',
    bb: 'np.insert is not read',
    dd: 'not read',
    ee: 'np.dstack is not read',
  },
  'numpy/types': {
    h: 'not read',
    i: 'np.float32 is not read',
    z: 'np.float32 is not read',
  },
  'random/numpy_generator': {
    m: 'not read',
    n: 'depends on what is not read',
    o: 'depends on what is not read',
  },
  'random/numpy_legacy': {
    o: 'not read',
    p: 'depends on what is not read',
  },
  'random/torch_draws': {
    r: 'torch.empty(…).exponential_ is not read',
    s: 'torch.empty(…).bernoulli_ is not read',
  },
  'random/torch_order': {
    same: 'bool is not read',
    f: 'depends on what is not read',
    g: 'depends on what is not read',
    h: 'depends on what is not read',
  },
  'shapes/broadcasting': {
    f: 'torch.broadcast_shapes is not read',
  },
  'shapes/padding': {
    g: 'depends on what is not read',
    j: 'F.unfold is not read',
    l: 'F.one_hot is not read',
  },
  'shapes/sizes': {
    c: 'torch.tensor is not read',
    k: 'torch.Size is not read',
    o: 'x.stride is not read',
  },
  'shapes/views': {
    n: 'torch.repeat_interleave is not read',
    cc: 'torch.as_strided is not read',
  },
  'torch/creation': {
    k: 'not read',
    n: 'torch.diag is not read',
    v: 'not read',
    w: 'not read',
    z: 'torch.cartesian_prod is not read',
    aa: 'not read',
    bb: 'not read',
    cc: 'torch.diag_embed is not read',
    dd: 'torch.block_diag is not read',
  },
  'torch/joining': {
    o: 'torch.column_stack is not read',
    p: 'torch.tensor_split is not read',
    r: 'torch.dstack is not read',
    aa: 'torch.hsplit is not read',
  },
  'torch/products': {
    h: 'torch.baddbmm is not read',
    i: 'torch.addmm is not read',
    n: 'torch.tensordot is not read',
    x: 'torch.cross is not read',
    aa: 'torch.vdot is not read',
    bb: 'torch.addmv is not read',
    cc: 'torch.addr is not read',
  },
  'torch/reductions': {
    gg: 'not read',
  },
  'torch/types': {
    e: 'x.type is not read',
    t: 'torch.tensor is not read',
  },
};
