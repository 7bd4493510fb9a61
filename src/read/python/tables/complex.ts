import { asTensor } from '../convert.js';
import {
  library,
  none,
  type Call,
  type ComplexObject,
  type PyObject,
  type TensorObject,
} from '../objects.js';
import { operate, operateView, type Place, type Reader } from '../reader.js';
import { unknown } from '../unknown.js';
import { arg, tensorArg, type LibraryFunction, type Table } from './arguments.js';
import { tensorAttributes } from './methods.js';
import { pointwise } from './pointwise.js';

const complex = (real: TensorObject, imag: TensorObject): ComplexObject => ({
  type: 'complex',
  real,
  imag,
});

const receiver = (call: Call): ComplexObject | undefined => {
  const first = arg(call, 0, 'input');
  return first?.type === 'complex' ? first : undefined;
};

/** What is done to both parts alike: layout, picking and sums. */
const partwise = new Set(
  'view reshape transpose permute unsqueeze squeeze flatten unflatten expand repeat repeat_interleave contiguous clone detach cuda cpu movedim swapaxes narrow select index_select roll flip sum mean t unbind chunk split'.split(
    ' ',
  ),
);

/** The same method on both parts; lists of parts are paired. */
function onBoth(r: Reader, call: Call, name: string, self: ComplexObject): PyObject | undefined {
  const [a, b] = [self.real, self.imag].map((part) => {
    const at = { span: call.span, tex: undefined };
    const args = [{ value: part, ...at }, ...call.args.slice(1)];
    const bound: PyObject = { type: 'bound', name, self: part };
    return r.callObject(r, bound, { ...call, args: args.slice(1) });
  });
  return a === undefined || b === undefined ? undefined : paired(a, b);
}

function paired(a: PyObject, b: PyObject): PyObject | undefined {
  if (a.type === 'tensor' && b.type === 'tensor') return complex(a, b);
  if (a.type !== 'tuple' || b.type !== 'tuple' || a.items.length !== b.items.length)
    return undefined;
  const items = a.items.map((x, i) => paired(x, b.items[i] ?? none));
  return items.every((x): x is PyObject => x !== undefined) ? { type: 'tuple', items } : undefined;
}

/** torch.polar(abs, angle): abs · (cos angle + i sin angle). */
const polar: LibraryFunction = (r, call) => {
  const [length, angle] = [tensorArg(r, call, 0, 'abs'), tensorArg(r, call, 1, 'angle')];
  if (length === undefined || angle === undefined) return undefined;
  const step = { span: call.span };
  const along = (kind: 'cos' | 'sin'): TensorObject =>
    operate(r, { kind: 'mul' }, [length, operate(r, { kind }, [angle], step)], step);
  return complex(along('cos'), along('sin'));
};

/** torch.view_as_complex(x): pairs along the last axis. */
const asComplex: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  if (x === undefined) return undefined;
  const part = (index: number): TensorObject =>
    operateView(r, { kind: 'index', items: [{ kind: 'ellipsis' }, { kind: 'at', index }] }, x, {
      span: call.span,
    });
  return complex(part(0), part(1));
};

/** torch.view_as_real(z): the parts side by side on a last axis. */
const asReal: LibraryFunction = (r, call) => {
  const z = receiver(call);
  return z && operate(r, { kind: 'stack', axis: -1 }, [z.real, z.imag], call);
};

const made: LibraryFunction = (r, call) => {
  const [real, imag] = [tensorArg(r, call, 0, 'real'), tensorArg(r, call, 1, 'imag')];
  return real === undefined || imag === undefined ? undefined : complex(real, imag);
};

const squared = (r: Reader, z: ComplexObject, place: Place): TensorObject => {
  const square = (t: TensorObject): TensorObject => operate(r, { kind: 'mul' }, [t, t], place);
  return operate(r, { kind: 'add' }, [square(z.real), square(z.imag)], place);
};

const magnitude: LibraryFunction = (r, call) => {
  const z = receiver(call);
  return z && operate(r, { kind: 'sqrt' }, [squared(r, z, { span: call.span })], call);
};

const angle: LibraryFunction = (r, call) => {
  const z = receiver(call);
  return z && operate(r, { kind: 'library', name: 'atan2', settings: {} }, [z.imag, z.real], call);
};

const conjugate: LibraryFunction = (r, call) => {
  const z = receiver(call);
  return z && complex(z.real, operate(r, { kind: 'neg' }, [z.imag], { span: call.span }));
};

/** Methods that act otherwise than part by part. */
const methods: Table = {
  abs: magnitude,
  angle,
  conj: conjugate,
  conj_physical: conjugate,
  to: (_r, call) => receiver(call),
  type_as: (_r, call) => receiver(call),
  dim: (r, call) => {
    const z = receiver(call);
    return z && complexAttribute(r, z, 'ndim', { span: call.span });
  },
  size: (r, call) => {
    const z = receiver(call);
    const at = { span: call.span, tex: undefined };
    const bound: PyObject | undefined = z && { type: 'bound', name: 'size', self: z.real };
    return bound && r.callObject(r, bound, { ...call, ...at, args: call.args.slice(1) });
  },
};

/** A method of complex tensors by name. */
export function complexMethod(name: string): LibraryFunction | undefined {
  if (Object.hasOwn(methods, name)) return methods[name];
  if (!partwise.has(name)) return undefined;
  return (r, call) => {
    const z = receiver(call);
    return z && onBoth(r, call, name, z);
  };
}

/** `z.real`, `z.shape`: parts, and what both parts have alike. */
export function complexAttribute(
  r: Reader,
  z: ComplexObject,
  name: string,
  place: Place,
): PyObject {
  if (name === 'real' || name === 'imag') return z[name];
  if (name === 'dtype') return library('torch.complex64');
  const shared = /^(?:shape|ndim|device|is_cuda)$/.test(name) ? tensorAttributes[name] : undefined;
  const at = { span: place.span, tex: undefined };
  const turned = /^(?:T|mT)$/.test(name) ? tensorAttributes[name] : undefined;
  const parts = [z.real, z.imag].map((t) => turned?.(r, t, at));
  const [real, imag] = parts;
  if (real?.type === 'tensor' && imag?.type === 'tensor') return complex(real, imag);
  if (complexMethod(name) !== undefined) return { type: 'bound', name, self: z };
  return shared?.(r, z.real, at) ?? unknown(r, name, 'unread', place.span);
}

type Parts = readonly [real: TensorObject, imag: TensorObject | undefined];

/** Arithmetic where one side is complex; undefined where none is or it is not read. */
export function complexArithmetic(
  r: Reader,
  operator: string,
  left: PyObject,
  right: PyObject,
  place: Place,
): PyObject | undefined {
  if (left.type !== 'complex' && right.type !== 'complex') return undefined;
  const step = { span: place.span };
  const partsOf = (o: PyObject): Parts | undefined => {
    if (o.type === 'complex') return [o.real, o.imag];
    const t = asTensor(r, o, step);
    return t === undefined ? undefined : [t, undefined];
  };
  const [a, b] = [partsOf(left), partsOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const op = (
    kind: 'add' | 'sub' | 'mul' | 'div' | 'matmul' | 'neg',
    ...x: TensorObject[]
  ): TensorObject => operate(r, { kind }, x, step);
  switch (operator) {
    case '+':
    case '-':
      return sum(op, operator, a, b);
    case '*':
    case '@':
      return product((x, y) => op(operator === '*' ? 'mul' : 'matmul', x, y), op, a, b);
    case '/': {
      const [c, d] = b;
      const [x, y] = a;
      if (d === undefined) return y && complex(op('div', x, c), op('div', y, c));
      const whole = op('add', op('mul', c, c), op('mul', d, d));
      const top = product((s, t) => op('mul', s, t), op, a, [c, op('neg', d)]);
      return complex(op('div', top.real, whole), op('div', top.imag, whole));
    }
    default:
      return undefined;
  }
}

type Op = (
  kind: 'add' | 'sub' | 'mul' | 'div' | 'matmul' | 'neg',
  ...x: TensorObject[]
) => TensorObject;

function sum(op: Op, operator: '+' | '-', [a, b]: Parts, [c, d]: Parts): ComplexObject {
  const kind = operator === '+' ? 'add' : 'sub';
  const real = op(kind, a, c);
  // A part that only one side has is spread over the shape of the sum.
  const zero = op('sub', real, real);
  const imag = b !== undefined && d !== undefined ? op(kind, b, d) : op(kind, b ?? zero, d ?? zero);
  return complex(real, imag);
}

function product(
  times: (x: TensorObject, y: TensorObject) => TensorObject,
  op: Op,
  [a, b]: Parts,
  [c, d]: Parts,
): ComplexObject {
  if (b === undefined && d !== undefined) return complex(times(a, c), times(a, d));
  if (d === undefined) return complex(times(a, c), times(b ?? a, c));
  const own = b ?? a;
  return complex(op('sub', times(a, c), times(own, d)), op('add', times(a, d), times(own, c)));
}

/** Functions of torch whose results or arguments are complex. */
export const complexFunctions: Table = {
  polar,
  complex: made,
  view_as_complex: asComplex,
  view_as_real: asReal,
  real: (_r, call) => receiver(call)?.real ?? arg(call, 0),
  imag: (_r, call) => receiver(call)?.imag,
  angle,
  conj: conjugate,
  abs: (r, call) => (receiver(call) === undefined ? pointwise.abs : magnitude)?.(r, call),
};
