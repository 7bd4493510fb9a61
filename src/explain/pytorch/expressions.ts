import type { Dim } from '../../program/dim.js';
import type { DType, IndexItem, Operation, Reduction } from '../../program/operation.js';
import type { Value } from '../../program/value.js';
import { at, code, pythonNumber, sizeArguments, tuple, type Code, type Level } from './code.js';
import { torchType } from './sources.js';

/** What printing one operation needs to know. */
export interface Place {
  readonly value: Value;
  readonly inputs: readonly Code[];
  readonly rank: (input: number) => number | undefined;
  readonly dtype: (input: number) => DType | undefined;
  /** True for inputs that are plain Python numbers. */
  readonly isNumber: (input: number) => boolean;
  readonly size: (d: Dim) => string;
}

const infix: Partial<Record<Operation['kind'], readonly [string, Level, Level]>> = {
  add: ['+', 'sum', 'sum'],
  sub: ['-', 'sum', 'product'],
  mul: ['*', 'product', 'sign'],
  div: ['/', 'product', 'sign'],
  floorDiv: ['//', 'product', 'sign'],
  remainder: ['%', 'product', 'sign'],
};

const relations = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

const functions: Partial<Record<Operation['kind'], string>> = {
  exp: 'torch.exp',
  log: 'torch.log',
  sqrt: 'torch.sqrt',
  rsqrt: 'torch.rsqrt',
  abs: 'torch.abs',
  tanh: 'torch.tanh',
  sigmoid: 'torch.sigmoid',
  relu: 'F.relu',
  silu: 'F.silu',
  erf: 'torch.erf',
  sin: 'torch.sin',
  cos: 'torch.cos',
};

const mathFunctions: Partial<Record<Operation['kind'], string>> = {
  exp: 'math.exp',
  log: 'math.log',
  sqrt: 'math.sqrt',
  abs: 'abs',
  tanh: 'math.tanh',
  erf: 'math.erf',
  sin: 'math.sin',
  cos: 'math.cos',
};

function subscript(items: readonly IndexItem[], inputs: readonly Code[]): string {
  return items
    .map((item): string => {
      switch (item.kind) {
        case 'at':
          return String(item.index);
        case 'slice':
          return `${item.start ?? ''}:${item.stop ?? ''}${item.step === undefined ? '' : `:${item.step}`}`;
        case 'newAxis':
          return 'None';
        case 'ellipsis':
          return '...';
        case 'tensor':
          return inputs[item.input]?.text ?? ':';
        default:
          return item satisfies never;
      }
    })
    .join(', ');
}

const axesArgument = (axes: readonly number[] | undefined, keepDim: boolean | undefined): string =>
  axes === undefined
    ? ''
    : `, dim=${axes.length === 1 ? axes[0] : tuple(axes)}${keepDim === true ? ', keepdim=True' : ''}`;

/** torch.prod takes one axis, so several are gone through from the last to the first. */
function product(x: string, { axes = [], keepDim }: Reduction, rank: number | undefined): string {
  if (axes.length < 2)
    return `torch.prod(${x}${axesArgument(axes[0] === undefined ? undefined : axes, keepDim)})`;
  const places = axes.map((axis) => (axis < 0 && rank !== undefined ? axis + rank : axis));
  return places
    .sort((a, b) => b - a)
    .reduce((inner, axis) => `torch.prod(${inner}${axesArgument([axis], keepDim)})`, x);
}

/** Python for one operation, or undefined for one that has no counterpart. */
export function expression(place: Place): Code | undefined {
  const { value, inputs, rank, isNumber, size } = place;
  const { operation } = value;
  const part = (i: number): Code => inputs[i] ?? code('None');
  const x = (): string => at(part(0), 'atom');
  const arg = (i: number): string => part(i).text;
  const sizes = (shape: readonly Dim[]): string => tuple(shape.map(size));
  const two = infix[operation.kind];
  if (two !== undefined) {
    const [sign, level, right] = two;
    return code(`${at(part(0), level)} ${sign} ${at(part(1), right)}`, level);
  }
  switch (operation.kind) {
    case 'zeros':
    case 'ones':
      return code(`torch.${operation.kind}(${sizeArguments(operation.shape.map(size))})`);
    case 'full':
      return code(`torch.full(${sizes(operation.shape)}, ${pythonNumber(operation.value)})`);
    case 'arange':
      return code(
        `torch.arange(${size(operation.start)}, ${size(operation.stop)}, ${pythonNumber(operation.step)})`,
      );
    case 'eye':
      return code(`torch.eye(${size(operation.rows)}, ${size(operation.columns)})`);
    case 'pow':
      return code(`${at(part(0), 'atom')} ** ${at(part(1), 'power')}`, 'power');
    case 'compare':
      return code(
        `${at(part(0), 'sum')} ${relations[operation.relation]} ${at(part(1), 'sum')}`,
        'compare',
      );
    case 'logical':
      return code(`torch.logical_${operation.relation}(${inputs.map((c) => c.text).join(', ')})`);
    case 'neg':
      return code(`-${at(part(0), 'sign')}`, 'sign');
    case 'rsqrt':
      if (isNumber(0)) return code(`1 / math.sqrt(${arg(0)})`, 'product');
      return code(`torch.rsqrt(${arg(0)})`);
    case 'exp':
    case 'log':
    case 'sqrt':
    case 'abs':
    case 'tanh':
    case 'sigmoid':
    case 'relu':
    case 'silu':
    case 'erf':
    case 'sin':
    case 'cos': {
      const name =
        (isNumber(0) ? mathFunctions[operation.kind] : undefined) ?? functions[operation.kind];
      return code(`${name}(${arg(0)})`);
    }
    case 'gelu':
      return code(
        `F.gelu(${arg(0)}${operation.approximate === 'tanh' ? ", approximate='tanh'" : ''})`,
      );
    case 'elu':
      return code(`F.elu(${arg(0)}, alpha=${pythonNumber(operation.alpha)})`);
    case 'clamp': {
      const bounds = [
        ...(operation.min === undefined ? [] : [`min=${pythonNumber(operation.min)}`]),
        ...(operation.max === undefined ? [] : [`max=${pythonNumber(operation.max)}`]),
      ];
      return code(`torch.clamp(${[arg(0), ...bounds].join(', ')})`);
    }
    case 'cast':
      return isNumber(0) || place.dtype(0) === operation.dtype
        ? part(0)
        : code(`${x()}.to(${torchType(operation.dtype)})`);
    case 'where':
      return code(`torch.where(${arg(0)}, ${arg(1)}, ${arg(2)})`);
    case 'maskedFill':
      return code(
        `${x()}.masked_fill(${place.dtype(1) === 'bool' ? arg(1) : `${at(part(1), 'atom')}.bool()`}, ${pythonNumber(operation.value)})`,
      );
    case 'tril':
    case 'triu':
      return code(
        `torch.${operation.kind}(${arg(0)}${operation.diagonal === 0 ? '' : `, diagonal=${operation.diagonal}`})`,
      );
    case 'sum':
    case 'mean':
      return code(
        `torch.${operation.kind}(${arg(0)}${axesArgument(operation.axes, operation.keepDim)})`,
      );
    case 'prod':
      return code(product(arg(0), operation, rank(0)));
    case 'max':
    case 'min':
      if (inputs.length > 1) {
        const bound = operation.kind === 'max' ? 'min' : 'max';
        if (isNumber(0)) return code(`torch.clamp(${arg(1)}, ${bound}=${arg(0)})`);
        if (isNumber(1)) return code(`torch.clamp(${arg(0)}, ${bound}=${arg(1)})`);
        return code(`torch.${operation.kind}imum(${arg(0)}, ${arg(1)})`);
      }
      return code(
        operation.axes === undefined
          ? `torch.${operation.kind}(${arg(0)})`
          : `torch.a${operation.kind}(${arg(0)}${axesArgument(operation.axes, operation.keepDim)})`,
      );
    case 'var':
      return code(
        `torch.var(${arg(0)}${operation.axes === undefined ? '' : axesArgument(operation.axes, operation.keepDim)}, unbiased=${operation.correction === 0 ? 'False' : 'True'})`,
      );
    case 'norm':
      return code(
        `torch.linalg.vector_norm(${arg(0)}, ord=${pythonNumber(operation.p)}${axesArgument(operation.axes, operation.keepDim)})`,
      );
    case 'argmax':
      return code(
        `torch.argmax(${arg(0)}${operation.axis === undefined ? '' : axesArgument([operation.axis], operation.keepDim)})`,
      );
    case 'topk':
      return code(`torch.topk(${arg(0)}, ${operation.k}, dim=${operation.axis}).${operation.part}`);
    case 'sort':
      return code(
        `torch.sort(${arg(0)}, dim=${operation.axis}${operation.descending ? ', descending=True' : ''}).${operation.part}`,
      );
    case 'cumsum':
      return code(`torch.cumsum(${arg(0)}, dim=${operation.axis})`);
    case 'softmax':
      return code(`F.softmax(${arg(0)}, dim=${operation.axis})`);
    case 'logSoftmax':
      return code(`F.log_softmax(${arg(0)}, dim=${operation.axis})`);
    case 'matmul':
      if (rank(0) === 0 || rank(1) === 0)
        return code(`${at(part(0), 'product')} * ${at(part(1), 'sign')}`, 'product');
      return code(`${at(part(0), 'product')} @ ${at(part(1), 'sign')}`, 'product');
    case 'linear':
      return code(`F.linear(${inputs.map((c) => c.text).join(', ')})`);
    case 'einsum':
      return code(`torch.einsum('${operation.equation}', ${inputs.map((c) => c.text).join(', ')})`);
    case 'transpose':
      if ((rank(0) ?? 2) < 2) return part(0);
      return rank(0) === 2
        ? code(`${x()}.T`)
        : code(`${x()}.transpose(${operation.axis0}, ${operation.axis1})`);
    case 'permute':
      return code(`${x()}.permute(${operation.axes.join(', ')})`);
    case 'reshape':
      return code(`${x()}.reshape(${sizeArguments(operation.shape.map(size))})`);
    case 'expand':
      return code(`${x()}.expand(${sizeArguments(operation.shape.map(size))})`);
    case 'repeat':
      return code(`${x()}.repeat(${operation.counts.join(', ')})`);
    case 'rearrange': {
      const given = Object.entries(operation.sizes).map(([name, n]) => `, ${name}=${n}`);
      return code(
        `rearrange(${arg(0)}, '${operation.pattern.replaceAll("'", '')}'${given.join('')})`,
      );
    }
    case 'concat':
      return code(`torch.cat([${inputs.map((c) => c.text).join(', ')}], dim=${operation.axis})`);
    case 'stack':
      return code(`torch.stack([${inputs.map((c) => c.text).join(', ')}], dim=${operation.axis})`);
    case 'split':
      return code(
        operation.sizes === undefined
          ? `torch.chunk(${arg(0)}, ${operation.parts ?? 1}, dim=${operation.axis})[${operation.part}]`
          : `torch.split(${arg(0)}, [${operation.sizes.join(', ')}], dim=${operation.axis})[${operation.part}]`,
      );
    case 'chunk':
      return code(
        `torch.chunk(${arg(0)}, ${operation.parts ?? 1}, dim=${operation.axis})[${operation.part}]`,
      );
    case 'unbind':
      return code(`torch.unbind(${arg(0)}, dim=${operation.axis})[${operation.part}]`);
    case 'index':
      return code(`${x()}[${subscript(operation.items, inputs)}]`);
    case 'gather':
      return code(`torch.gather(${arg(0)}, ${operation.axis}, ${arg(1)})`);
    case 'embedding':
      return code(`F.embedding(${arg(0)}, ${arg(1)})`);
    case 'dropout':
      return operation.training
        ? code(`F.dropout(${arg(0)}, p=${pythonNumber(operation.p)})`)
        : part(0);
    case 'layerNorm': {
      const affine = inputs
        .slice(1)
        .map((c) => `, ${c.text}`)
        .join('');
      return code(
        `F.layer_norm(${arg(0)}, ${x()}.shape[-${operation.axes}:]${affine}, eps=${pythonNumber(operation.eps)})`,
      );
    }
    case 'rmsNorm': {
      const axes = Array.from({ length: operation.axes }, (_, i) => i - operation.axes);
      const normal = `${x()} * torch.rsqrt((${arg(0)}).pow(2).mean(dim=${tuple(axes)}, keepdim=True) + ${pythonNumber(operation.eps)})`;
      return code(inputs.length > 1 ? `${normal} * ${at(part(1), 'sign')}` : normal, 'product');
    }
    case 'batchNorm': {
      const weight = inputs.length > 1 ? `, weight=${arg(1)}` : '';
      const bias = inputs.length > 2 ? `, bias=${arg(2)}` : '';
      return code(
        `F.batch_norm(${arg(0)}, None, None${weight}${bias}, training=True, eps=${pythonNumber(operation.eps)})`,
      );
    }
    case 'scaledDotProductAttention': {
      const extra = [
        ...(inputs.length > 3 ? [`attn_mask=${arg(3)}`] : []),
        ...(operation.causal ? ['is_causal=True'] : []),
        ...(operation.scale === undefined ? [] : [`scale=${pythonNumber(operation.scale)}`]),
      ];
      return code(
        `F.scaled_dot_product_attention(${[...inputs.slice(0, 3).map((c) => c.text), ...extra].join(', ')})`,
      );
    }
    case 'loss':
      return code(
        `F.${operation.loss === 'crossEntropy' ? 'cross_entropy' : 'mse_loss'}(${arg(0)}, ${arg(1)})`,
      );
    default:
      return undefined;
  }
}

/** `y = x.clone()` and an assignment to a part: two statements. */
export const assignment = (
  name: string,
  items: readonly IndexItem[],
  inputs: readonly Code[],
): readonly string[] => [
  `${name} = ${inputs[0] === undefined ? 'None' : at(inputs[0], 'atom')}.clone()`,
  `${name}[${subscript(items, inputs)}] = ${inputs[1]?.text ?? 'None'}`,
];
