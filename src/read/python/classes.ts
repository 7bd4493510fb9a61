import type { ClassDef, FunctionDef } from './ast.js';
import { classAttribute } from './attributes.js';
import { callFunction } from './functions.js';
import { codeText } from './codeText.js';
import {
  environment,
  type Call,
  type ClassObject,
  type FunctionObject,
  type InstanceObject,
  type PyObject,
} from './objects.js';
import { scopeRecord, type Frame, type Reader } from './reader.js';
import { libraryFunction } from './tables/library.js';
import { unreadCall } from './unread.js';

const decoratedBy = (
  node: { readonly decorators: readonly Parameters<typeof codeText>[0][] },
  name: RegExp,
): boolean => node.decorators.some((d) => name.test(codeText(d)));

/** The object that a `def` makes. Decorators that only register or compile are looked through. */
export function makeFunction(r: Reader, node: FunctionDef, owner?: ClassObject): FunctionObject {
  const defaults = new Map<string, PyObject>();
  for (const param of node.params) {
    if (param.default !== undefined) defaults.set(param.name, r.evaluate(r, param.default));
  }
  const outer = r.frame.function;
  const prefix =
    owner !== undefined ? `${owner.name}.` : outer === undefined ? '' : `${outer.qualifiedName}.`;
  const made: FunctionObject = {
    type: 'function',
    name: node.name,
    qualifiedName: prefix + node.name,
    span: node.span,
    params: node.params,
    defaults,
    body: node.body,
    closure: r.frame.environment,
    generator: node.generator,
    property: decoratedBy(node, /(?:^|\.)(?:cached_)?property$/),
    static: decoratedBy(node, /^staticmethod$/),
    ...(owner === undefined ? {} : { owner }),
  };
  r.functions.push(made);
  return made;
}

/** The object that a `class` makes; its body's plain statements are run. */
export function makeClass(r: Reader, node: ClassDef): ClassObject {
  const bases = node.bases
    .filter((b) => b.kind === 'positional')
    .map((b) => r.evaluate(r, b.value));
  const attributes = new Map<string, PyObject>();
  const dataclass =
    decoratedBy(node, /(?:^|\.)dataclass(?:\(…\))?$/) ||
    node.bases.some((b) => /(?:^|\.)(?:NamedTuple|BaseModel)$/.test(codeText(b.value)));
  const fields: { name: string; default?: PyObject }[] = [];
  const made: ClassObject = {
    type: 'class',
    name: node.name,
    node,
    bases,
    attributes,
    ...(dataclass ? { fields } : {}),
  };
  for (const base of bases) {
    if (dataclass && base.type === 'class') fields.push(...(base.fields ?? []));
  }
  const outer = r.frame;
  const inner = environment(outer.environment);
  const frame: Frame = {
    ...outer,
    environment: inner,
    scope: scopeRecord(r, node.name, 'class', node.span),
    returns: [],
  };
  r.frame = frame;
  for (const statement of node.body) {
    if (statement.kind === 'def') {
      // A method's free names are looked up outside the class.
      r.frame = { ...frame, environment: outer.environment };
      attributes.set(statement.name, makeFunction(r, statement, made));
      r.frame = frame;
      continue;
    }
    if (statement.kind === 'annotated' && statement.target.kind === 'name') {
      const { name } = statement.target;
      const value = statement.value === undefined ? undefined : r.evaluate(r, statement.value);
      if (value !== undefined) inner.variables.set(name, value);
      fields.push({ name, ...(value === undefined ? {} : { default: value }) });
      continue;
    }
    r.run(r, [statement]);
  }
  for (const [name, value] of inner.variables) attributes.set(name, value);
  r.frame = outer;
  r.classes.push(made);
  return made;
}

/** `Class(...)`: an instance with `__init__` run. */
export function instantiate(r: Reader, cls: ClassObject, call: Call): PyObject {
  const instance: InstanceObject = { type: 'instance', class: cls, attributes: new Map() };
  const init = classAttribute(cls, '__init__');
  if (init?.type === 'function') {
    const self = { value: instance, span: call.span, tex: undefined };
    callFunction(r, init, { ...call, args: [self, ...call.args] });
    return instance;
  }
  if (cls.fields !== undefined) {
    for (const [i, field] of cls.fields.entries()) {
      const value = call.keywords.get(field.name)?.value ?? call.args[i]?.value ?? field.default;
      if (value !== undefined) instance.attributes.set(field.name, value);
    }
    return instance;
  }
  const layer = libraryBase(cls);
  if (layer !== undefined) {
    const made = libraryFunction(layer)?.(r, call);
    if (made?.type === 'layer') {
      for (const [name, value] of made.attributes) instance.attributes.set(name, value);
      instance.attributes.set(' layer', made);
      return instance;
    }
  }
  if (call.args.length > 0) unreadCall(r, call, 'builtins.object');
  return instance;
}

function libraryBase(cls: ClassObject, depth = 0): string | undefined {
  for (const base of cls.bases) {
    if (base.type === 'library') return base.path;
    const found = base.type === 'class' && depth < 16 ? libraryBase(base, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
