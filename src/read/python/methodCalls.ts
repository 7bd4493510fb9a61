import { asShape, asTensor } from './convert.js';
import { none, type Call, type PyObject, type TensorObject } from './objects.js';
import { change, viewTensor, type Reader } from './reader.js';
import { updateTensor } from './inPlace.js';
import { dictMethods, listMethods, stringMethods } from './tables/containers.js';
import type { Table } from './tables/arguments.js';
import { parameter } from './tables/parameters.js';
import { generatorMethod, tensorMethod } from './tables/library.js';
import { unreadCall } from './unread.js';

const inTable = (r: Reader, table: Table, name: string, call: Call): PyObject => {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  return found?.(r, call) ?? unreadCall(r, call, 'builtins.method');
};

/** Calls method `name` of a built-in type; the receiver is the call's first argument. */
export function callMethod(r: Reader, self: PyObject, name: string, call: Call): PyObject {
  if (call.partial && self.type === 'tensor') return unreadCall(r, call, `method ${name}`);
  switch (self.type) {
    case 'tensor':
      return callTensorMethod(r, self, name, call);
    case 'list':
    case 'tuple':
    case 'set':
      return inTable(r, listMethods, name, call);
    case 'dict':
      return inTable(r, dictMethods, name, call);
    case 'string':
      return inTable(r, stringMethods, name, call);
    case 'generator':
      return generatorMethod(name)?.(r, call) ?? unreadCall(r, call, `${self.library}.random`);
    case 'layer':
    case 'instance':
      return callModuleMethod(r, self, name, call);
    case 'number':
    case 'bool':
    case 'dim':
      return /^(?:item|long|int|detach|cpu|numpy|to|float|double)$/.test(name)
        ? self
        : unreadCall(r, call, 'builtins.method');
    case 'shape':
      return name === 'numel' ? unreadCall(r, call, 'builtins.method') : self;
    case 'unknown':
      return callUnknownMethod(r, self, name, call);
    default:
      return unreadCall(r, call);
  }
}

/** `x.relu_()` is `x.relu()` put into `x`. */
function callTensorMethod(r: Reader, self: TensorObject, name: string, call: Call): PyObject {
  const own = tensorMethod(name);
  const receiver = asTensor(r, self, call.args[0] ?? call);
  const ready =
    receiver === undefined
      ? call
      : { ...call, args: [{ ...(call.args[0] ?? call), value: receiver }, ...call.args.slice(1)] };
  if (own !== undefined) {
    const before = self.id;
    const result = own(r, ready);
    if (result !== undefined) {
      if (name.endsWith('_') && self.id !== before) nameInPlace(r, self, call);
      return result;
    }
    return unreadCall(r, call, `method ${name}`);
  }
  const base =
    name.endsWith('_') && !name.startsWith('_') ? tensorMethod(name.slice(0, -1)) : undefined;
  const result = base?.(r, ready);
  if (result?.type === 'tensor') {
    const id = result.id === self.id ? viewTensor(result, result.id).id : result.id;
    updateTensor(r, self, id);
    nameInPlace(r, self, call);
    return self;
  }
  return unreadCall(r, call, `method ${name}`);
}

/** The changed tensor keeps the name it is known by. */
function nameInPlace(r: Reader, self: TensorObject, call: Call): void {
  const name = call.callee.replace(/\.\w+$/, '');
  if (/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && r.builder.value(self.id).defined !== true) {
    r.builder.define(self.id, name);
  }
}

type Module = Extract<PyObject, { type: 'layer' | 'instance' }>;

/** Methods that every torch.nn.Module has. */
function callModuleMethod(r: Reader, self: Module, name: string, call: Call): PyObject {
  switch (name) {
    case 'eval':
    case 'train': {
      const mode = name === 'train' && call.args[1]?.value.type !== 'bool';
      setTraining(
        r,
        self,
        mode
          ? true
          : name === 'train' && call.args[1]?.value.type === 'bool'
            ? call.args[1].value.value
            : false,
        0,
      );
      return self;
    }
    case 'to':
    case 'cuda':
    case 'cpu':
    case 'float':
    case 'requires_grad_':
    case 'apply':
    case 'share_memory':
    case 'compile':
      return name === 'apply' ? unreadCall(r, call) : self;
    case 'register_buffer':
    case 'register_parameter':
    case 'add_module': {
      const [, key, value] = call.args;
      if (key?.value.type === 'string' && value !== undefined) {
        setAttribute(r, self, key.value.value, value.value);
        if (value.value.type === 'tensor' && r.builder.value(value.value.id).defined !== true) {
          r.builder.define(value.value.id, key.value.value);
        }
      }
      return none;
    }
    case 'add_weight': {
      const shape = asShape(r, call.keywords.get('shape')?.value);
      if (shape === undefined) return unreadCall(r, call);
      return parameter(r, shape, { kind: 'normal', mean: 0, std: 1 }, call);
    }
    case 'forward':
    case '__call__':
      return r.callObject(r, self, { ...call, args: call.args.slice(1) });
    case '__init__':
    case 'zero_grad':
      return none;
    case 'extend':
    case 'append':
      return none;
    default:
      return /^(?:parameters|named_parameters|modules|children|named_children|named_modules|state_dict|load_state_dict|buffers|extra_repr)$/.test(
        name,
      )
        ? unreadCall(r, call, 'builtins.method')
        : unreadCall(r, call);
  }
}

export function setAttribute(r: Reader, self: Module, name: string, value: PyObject): void {
  const before = self.attributes.get(name);
  change(
    r,
    self.attributes,
    () => (before === undefined ? self.attributes.delete(name) : self.attributes.set(name, before)),
    () => self.attributes.set(name, value),
  );
}

function setTraining(r: Reader, self: Module, mode: boolean, depth: number): void {
  if (depth > 8) return;
  setAttribute(r, self, 'training', { type: 'bool', value: mode });
  for (const child of self.attributes.values()) {
    const items = child.type === 'list' ? child.items : [child];
    for (const item of items) {
      if (item.type === 'layer' || item.type === 'instance') setTraining(r, item, mode, depth + 1);
    }
  }
}

type Unknown = Extract<PyObject, { type: 'unknown' }>;

/** Method names that lists, strings or modules have too, so that they do not show a tensor. */
const ambiguous = new Set(
  'split copy index count add sort get append pop to cuda cpu float type train eval apply compile norm max min sum fill'.split(
    ' ',
  ),
);

function callUnknownMethod(r: Reader, self: Unknown, name: string, call: Call): PyObject {
  const tensor = self.tensor;
  const known =
    tensorMethod(name) !== undefined || tensorMethod(name.replace(/_$/, '')) !== undefined;
  const plain = call.args.slice(1).every((a) => a.value.type !== 'string');
  const shows =
    known && plain && (!ambiguous.has(name) || (call.args.length > 1 && name === 'split'));
  if (
    tensor === undefined &&
    /^(?:to|cuda|cpu|eval|train|float|detach|contiguous|requires_grad_)$/.test(name) &&
    !shows
  ) {
    return self;
  }
  const arithmetic =
    /^(?:norm|max|min|sum|float|type|fill)$/.test(name) && self.source !== 'setting';
  if (tensor !== undefined ? known : shows || arithmetic) {
    const receiver = asTensor(r, self, { span: self.span });
    if (receiver !== undefined) {
      const first = call.args[0];
      const at = { span: first?.span ?? call.span, tex: first?.tex, value: receiver };
      return callTensorMethod(r, receiver, name, { ...call, args: [at, ...call.args.slice(1)] });
    }
  }
  const quiet =
    /^(?:backward|step|zero_grad|parameters|named_parameters|state_dict|load_state_dict|items|keys|values|append|update|format|join|strip|lower|upper|encode|decode|read|write|close|group|startswith|endswith|get|split|tolist|item|extend|set_\w+|plot|savefig|show|imshow|matshow|text|axis|add_subplot|colorbar|train|eval|to)$/;
  return unreadCall(r, call, quiet.test(name) ? 'builtins.method' : undefined);
}
