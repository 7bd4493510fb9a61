import type { Expr } from './ast.js';

/** Longest TeX that is worth showing; past it a value goes without. */
const maxLength = 400;

const greek = new Set(
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega'.split(
    ' ',
  ),
);

const escape = (text: string): string => text.replace(/[_#$%&{}\\^~]/g, (c) => `\\${c}`);
const word = (text: string): string => `\\text{${escape(text)}}`;

/**
 * A name of code as mathematics: `W_Q` → `W_Q`, `d_model` → `d_{model}`, `alpha` → `\alpha`,
 * `attention_weights` → `\text{attention\_weights}`.
 */
function nameTex(name: string): string {
  if (/^[A-Za-z]\d*$/.test(name)) return name.length > 1 ? `${name[0]}_{${name.slice(1)}}` : name;
  if (greek.has(name)) return `\\${name}`;
  const parts = /^([A-Za-z]|[a-z]+)_([A-Za-z0-9]+)$/.exec(name);
  const [, head = '', tail = ''] = parts ?? [];
  if (parts !== null && (head.length === 1 || greek.has(head))) {
    const base = greek.has(head) ? `\\${head}` : head;
    return tail.length === 1 ? `${base}_${tail}` : `${base}_{${tail}}`;
  }
  return word(name);
}

interface Printed {
  readonly tex: string;
  /** How tightly it holds together: 4 an atom, 3 a product, 2 a sum, 1 anything else. */
  readonly level: number;
}

const atom = (tex: string): Printed => ({ tex, level: 4 });
const wrap = (p: Printed, level: number): string =>
  p.level < level ? `\\left(${p.tex}\\right)` : p.tex;
const power = (base: Printed, exponent: string): Printed => ({
  tex: `${/[\^]/.test(base.tex) && !base.tex.startsWith('\\left(') ? `{${base.tex}}` : wrap(base, 4)}^${exponent}`,
  level: 4,
});

/** Methods and functions that change how numbers are held and not what they are. */
const invisible = new Set(
  'float double detach numpy cpu cuda to clone contiguous copy item astype type requires_grad_ eval train tolist long int bool'.split(
    ' ',
  ),
);
const unary: Readonly<Record<string, string>> = {
  exp: '\\exp',
  log: '\\log',
  tanh: '\\tanh',
  sin: '\\sin',
  cos: '\\cos',
  sigmoid: '\\sigma',
};
const named: Readonly<Record<string, string>> = {
  softmax: 'softmax',
  log_softmax: 'log\\_softmax',
  relu: 'ReLU',
  gelu: 'GELU',
  silu: 'SiLU',
  mean: 'mean',
  max: 'max',
  min: 'min',
  std: 'std',
  var: 'var',
  layer_norm: 'LayerNorm',
  dropout: 'dropout',
  scaled_dot_product_attention: 'Attention',
  masked_fill: 'mask',
  cat: 'Concat',
  concat: 'Concat',
  concatenate: 'Concat',
};
const products = new Set(['matmul', 'mm', 'bmm', 'dot', 'mv']);
const swaps = new Set(['transpose', 'swapaxes', 'swapdims', 't', 'permute', 'rearrange']);

/** Whether axes named so are surely the two of the matrix, and not those of heads and positions. */
function turnsMatrix(axes: readonly Expr[]): boolean {
  if (axes.length === 0) return true;
  const numbers = axes.map((a) =>
    a.kind === 'number'
      ? a.value
      : a.kind === 'unary' && a.operand.kind === 'number'
        ? -a.operand.value
        : Number.NaN,
  );
  return /^(?:-1,-2|-2,-1|0,1|1,0)$/.test(numbers.join(','));
}

/** As the right factor of a product, a swap of any two axes is the transpose of its matrices. */
function rightFactor(expr: Expr, p: (e: Expr) => Printed): Printed {
  if (expr.kind !== 'call' || expr.callee.kind !== 'attribute') return p(expr);
  const { object, name } = expr.callee;
  return swaps.has(name) && name !== 'rearrange' && !isModule(object)
    ? power(p(object), '\\top')
    : p(expr);
}

/** `k.size(-1)`: the width of `k`, else the size of one of its axes. */
function sizeTex(object: Printed, axis: Expr | undefined, p: (e: Expr) => Printed): Printed {
  if (axis === undefined) return atom(`\\text{shape}\\left(${object.tex}\\right)`);
  const at = p(axis).tex;
  return at === '-1'
    ? atom(`d_{${object.tex}}`)
    : atom(`\\text{size}_{${at}}\\left(${object.tex}\\right)`);
}

/** TeX of an expression of code as a reader would write it; undefined where that is too long. */
export function texOf(expr: Expr): string | undefined {
  const { tex } = print(expr, 0);
  return tex.length > maxLength ? undefined : tex;
}

function print(expr: Expr, depth: number): Printed {
  if (depth > 20) return atom('\\dots');
  const p = (e: Expr): Printed => print(e, depth + 1);
  switch (expr.kind) {
    case 'name':
      return atom(nameTex(expr.name));
    case 'number':
      return atom(numberTex(expr.value));
    case 'string':
      return atom(word(expr.value.slice(0, 40)));
    case 'constant':
      return atom(word(expr.value === null ? 'None' : expr.value ? 'True' : 'False'));
    case 'ellipsis':
      return atom('\\dots');
    case 'tuple':
      return atom(
        `\\left(${expr.items
          .slice(0, 9)
          .map((i) => p(i).tex)
          .join(', ')}\\right)`,
      );
    case 'list':
    case 'set':
      return atom(
        `\\left[${expr.items
          .slice(0, 9)
          .map((i) => p(i).tex)
          .join(', ')}\\right]`,
      );
    case 'unary': {
      const inner = p(expr.operand);
      if (expr.operator === '-') return { tex: `-${wrap(inner, 3)}`, level: 2 };
      if (expr.operator === '+') return inner;
      return { tex: `\\lnot ${wrap(inner, 4)}`, level: 3 };
    }
    case 'binary':
      return binary(
        expr.operator,
        p(expr.left),
        expr.operator === '@' ? rightFactor(expr.right, p) : p(expr.right),
        expr.right,
      );
    case 'logical':
      return {
        tex: `${p(expr.left).tex} \\${expr.operator === 'and' ? 'land' : 'lor'} ${p(expr.right).tex}`,
        level: 1,
      };
    case 'compare':
      return {
        tex: expr.operands
          .map(
            (o, i) => (i === 0 ? '' : `${relation(expr.operators[i - 1] ?? '')} `) + wrap(p(o), 2),
          )
          .join(' '),
        level: 1,
      };
    case 'attribute':
      return attribute(expr.object, expr.name, p);
    case 'subscript':
      return expr.object.kind === 'attribute' && expr.object.name === 'shape'
        ? sizeTex(p(expr.object.object), expr.index, p)
        : subscript(p(expr.object), expr.index, p);
    case 'slice':
      return atom([expr.start, expr.stop].map((e) => (e === undefined ? '' : p(e).tex)).join(':'));
    case 'call':
      return call(expr, p);
    case 'starred':
      return p(expr.value);
    case 'named':
      return p(expr.value);
    case 'conditional':
      return p(expr.then);
    case 'dict':
    case 'format':
    case 'lambda':
    case 'comprehension':
    case 'unread':
      return atom('\\dots');
    default:
      return expr satisfies never;
  }
}

function numberTex(value: number): string {
  if (!Number.isFinite(value))
    return value > 0 ? '\\infty' : value < 0 ? '-\\infty' : '\\text{NaN}';
  const round = Number.isInteger(value) && Math.abs(value) >= 1e6 && value % 1e6 === 0;
  const [mantissa = '', exponent] = (round ? value.toExponential() : String(value)).split('e');
  if (exponent === undefined) return mantissa;
  const scale = `10^{${exponent.replace('+', '')}}`;
  if (mantissa === '-1') return `-${scale}`;
  return mantissa === '1' ? scale : `${mantissa} \\times ${scale}`;
}

const relations: Readonly<Record<string, string>> = {
  '==': '=',
  '!=': '\\ne',
  '<=': '\\le',
  '>=': '\\ge',
  is: '=',
  'is not': '\\ne',
  in: '\\in',
  'not in': '\\notin',
};
const relation = (operator: string): string => relations[operator] ?? operator;

function binary(operator: string, left: Printed, right: Printed, rightNode: Expr): Printed {
  switch (operator) {
    case '+':
    case '-':
      return {
        tex: `${wrap(left, 2)} ${operator} ${wrap(right, operator === '-' ? 3 : 2)}`,
        level: 2,
      };
    case '*': {
      const sign = /^\d/.test(right.tex) || /[\d}]$/.test(left.tex) ? ' \\cdot ' : ' \\odot ';
      const scalar = /^-?(?:[\d.]+$|\\sqrt|\\frac\{\d)/;
      const plain = scalar.test(left.tex) || scalar.test(right.tex);
      return { tex: `${wrap(left, 3)}${plain ? ' \\cdot ' : sign}${wrap(right, 3)}`, level: 3 };
    }
    case '@':
      return { tex: `${wrap(left, 3)} ${wrap(right, 3)}`, level: 3 };
    case '/':
      return { tex: `\\frac{${left.tex}}{${right.tex}}`, level: 4 };
    case '//':
      return { tex: `\\left\\lfloor \\frac{${left.tex}}{${right.tex}} \\right\\rfloor`, level: 4 };
    case '%':
      return { tex: `${wrap(left, 3)} \\bmod ${wrap(right, 3)}`, level: 3 };
    case '**':
      return rightNode.kind === 'number' && rightNode.value === 0.5
        ? atom(`\\sqrt{${left.tex}}`)
        : power(left, `{${right.tex}}`);
    default:
      return { tex: `${wrap(left, 3)} ${word(operator)} ${wrap(right, 3)}`, level: 1 };
  }
}

function attribute(object: Expr, name: string, p: (e: Expr) => Printed): Printed {
  if (name === 'T' || name === 'mT' || name === 'H') return power(p(object), '\\top');
  if (
    object.kind === 'name' &&
    (object.name === 'self' || /^(?:np|numpy|torch|math|F|nn)$/.test(object.name))
  ) {
    return atom(nameTex(name));
  }
  if (invisible.has(name) || name === 'data') return p(object);
  return atom(`${wrap(p(object), 4)}.${nameTex(name)}`);
}

function subscript(object: Printed, index: Expr, p: (e: Expr) => Printed): Printed {
  const items = index.kind === 'tuple' ? index.items : [index];
  const inside = items.map((i) => p(i).tex).join(', ');
  return object.tex.includes('_') || object.level < 4 || object.tex.length > 12
    ? atom(`${wrap(object, 4)}\\left[${inside}\\right]`)
    : atom(`${object.tex}_{${inside}}`);
}

/** `F.softmax(x)`, `torch.softmax(x)` and `x.softmax()` read alike. */
function call(expr: Extract<Expr, { kind: 'call' }>, p: (e: Expr) => Printed): Printed {
  const { callee } = expr;
  const args = expr.args.filter((a) => a.kind !== 'keyword').map((a) => a.value);
  if (callee.kind === 'call') return applied(print(callee, 1).tex, args, p);
  const name =
    callee.kind === 'name' ? callee.name : callee.kind === 'attribute' ? callee.name : '';
  if (callee.kind === 'subscript') return applied(p(callee).tex, args, p);
  const module = callee.kind === 'attribute' && isModule(callee.object);
  const operands = callee.kind === 'attribute' && !module ? [callee.object, ...args] : args;
  const plain = name.replace(/_$/, '');
  const first = operands[0];
  if (first === undefined) return applied(word(name), [], p);
  if (
    /^(?:tensor|array|asarray|Tensor|FloatTensor|as_tensor)$/.test(name) &&
    args.length === 1 &&
    first.kind === 'list'
  ) {
    return matrix(first, p);
  }
  if (plain === 'float' && first.kind === 'string')
    return atom(/^-/.test(first.value) ? '-\\infty' : '\\infty');
  if (invisible.has(name)) return p(first);
  if (plain === 'sqrt') return atom(`\\sqrt{${p(first).tex}}`);
  if (products.has(plain) && operands[1] !== undefined) {
    return binary('@', p(first), rightFactor(operands[1], p), operands[1]);
  }
  if (plain === 'size' || plain === 'shape') return sizeTex(p(first), args[0] ?? operands[1], p);
  if (swaps.has(plain)) return turnsMatrix(operands.slice(1)) ? power(p(first), '\\top') : p(first);
  if (plain === 'sum') return { tex: `\\sum ${wrap(p(first), 3)}`, level: 3 };
  if (plain === 'norm') return atom(`\\left\\lVert ${p(first).tex} \\right\\rVert`);
  if (plain === 'abs') return atom(`\\left| ${p(first).tex} \\right|`);
  if (plain === 'view' || plain === 'reshape' || plain === 'expand' || plain === 'unsqueeze') {
    return callee.kind === 'attribute' ? p(first) : applied(word(name), operands, p);
  }
  const symbol = unary[plain];
  if (symbol !== undefined) return applied(symbol, [first], p);
  const known = named[plain];
  if (known !== undefined)
    return applied(`\\text{${known}}`, plain === 'softmax' ? [first] : operands, p);
  if (callee.kind === 'attribute' && module)
    return applied(isSelf(callee.object) ? nameTex(name) : word(name), args, p);
  return callee.kind === 'attribute'
    ? applied(attribute(callee.object, name, p).tex, args, p)
    : applied(nameTex(name), args, p);
}

const isSelf = (e: Expr): boolean => e.kind === 'name' && e.name === 'self';

const moduleNames = /^(?:np|numpy|torch|math|F|nn|jnp|jax|tf|scipy|special|ops|functional|cp)$/;

/** `torch`, `np`, `torch.nn.functional`, and `self`: heads that are never operands. */
function isModule(object: Expr): boolean {
  if (object.kind === 'name') return object.name === 'self' || moduleNames.test(object.name);
  for (let at: Expr = object; at.kind === 'attribute'; at = at.object) {
    if (at.object.kind === 'name') return moduleNames.test(at.object.name);
  }
  return false;
}

/** A nested list as rows of a matrix, as far as that is short. */
function matrix(list: Extract<Expr, { items: readonly Expr[] }>, p: (e: Expr) => Printed): Printed {
  const rows = list.items.map((row) => (row.kind === 'list' ? row.items : undefined));
  const flat = rows.every((r) => r === undefined);
  const lines = flat ? [list.items] : rows.map((r) => r ?? []);
  if (lines.length > 6 || lines.some((l) => l.length > 8 || l.some((x) => x.kind === 'list'))) {
    return atom('\\left[\\dots\\right]');
  }
  const body = lines.map((l) => l.map((x) => p(x).tex).join(' & ')).join(' \\\\ ');
  return atom(`\\begin{bmatrix} ${body} \\end{bmatrix}`);
}

function applied(head: string, args: readonly Expr[], p: (e: Expr) => Printed): Printed {
  const inside = args
    .slice(0, 6)
    .map((a) => p(a).tex)
    .join(', ');
  return atom(`${head}\\left(${inside}\\right)`);
}
