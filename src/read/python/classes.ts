import type { ClassDef, Expr, FunctionDef } from './ast.js';
import { classAttribute } from './attributes.js';
import { decorated } from './decorators.js';
import { callDunder } from './dunder.js';
import { callFunction } from './functions.js';
import { keyOf } from './keys.js';
import { codeText } from './codeText.js';
import {
  environment,
  int,
  none,
  str,
  type Call,
  type ClassObject,
  type Field,
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
    ...(decoratedBy(node, /^classmethod$/) ? { ofClass: true } : {}),
    ...(decoratedBy(node, /^(?:torch\.)?(?:no_grad|inference_mode)\b/) ? { noGradient: true } : {}),
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
    node.bases.some((b) => /(?:^|\.)(?:NamedTuple|BaseModel)$/.test(codeText(b.value))) ||
    bases.some((b) => derived(b, hasFields));
  const fields: Field[] = [];
  const made: ClassObject = {
    type: 'class',
    name: node.name,
    node,
    bases,
    attributes,
    ...(dataclass || bases.some(isDataclass) ? { fields } : {}),
    ...(bases.some((b) => derived(b, isNamedTuple)) ? { tuple: true } : {}),
  };
  for (const base of bases) {
    if (base.type === 'class') fields.push(...(base.fields ?? []));
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
      attributes.set(
        statement.name,
        decorated(r, makeFunction(r, statement, made), statement.decorators),
      );
      r.frame = frame;
      continue;
    }
    if (dataclass && statement.kind === 'annotated' && statement.target.kind === 'name') {
      const { name } = statement.target;
      const field = fieldOf(r, name, statement.value);
      if (field.default !== undefined) inner.variables.set(name, field.default);
      const before = fields.findIndex((f) => f.name === name);
      if (before >= 0) fields[before] = field;
      else fields.push(field);
      continue;
    }
    r.run(r, [statement]);
  }
  const members = isEnumeration(bases) ? enumerate(made, inner.variables) : undefined;
  for (const [name, value] of members ?? inner.variables) attributes.set(name, value);
  if (members !== undefined) Object.assign(made, { members: [...members.values()] });
  r.frame = outer;
  r.classes.push(made);
  return made;
}

/** Modules of JAX are given their annotated names when they are made, as dataclasses are. */
const hasFields = /^(?:flax\.linen\.Module|flax\.struct\.PyTreeNode|equinox\.Module)$/;

/** Made with the fields of a dataclass, its own or an inherited one's. */
const isDataclass = (base: PyObject): boolean => base.type === 'class' && base.fields !== undefined;

const isNamedTuple = /(?:^|\.)NamedTuple$/;

/** Whether a class of a library is among the bases of a class, or of theirs. */
function derived(o: PyObject, from: RegExp, depth = 0): boolean {
  if (o.type === 'library') return from.test(o.path);
  return o.type === 'class' && depth < 16 && o.bases.some((b) => derived(b, from, depth + 1));
}

const isEnumeration = (bases: readonly PyObject[]): boolean =>
  bases.some((b) => b.type === 'library' && /(?:^|\.)(?:Int|Str)?(?:Enum|Flag)$/.test(b.path));

/** `A = 1` in an enumeration makes a member with a name and a value. */
function enumerate(
  cls: ClassObject,
  variables: ReadonlyMap<string, PyObject>,
): Map<string, PyObject> {
  let next = 1;
  return new Map(
    [...variables].map(([name, given]) => {
      const value: PyObject =
        given.type === 'library' || given.type === 'unknown' ? int(next) : given;
      next = (value.type === 'number' ? value.value : next) + 1;
      const attributes = new Map<string, PyObject>([
        ['name', str(name)],
        ['value', value],
        [' key', str(`${cls.name}.${name}`)],
      ]);
      return [name, { type: 'instance', class: cls, attributes }];
    }),
  );
}

/** A field with its default, or with what makes one: `field(default_factory=list)`. */
function fieldOf(r: Reader, name: string, value: Expr | undefined): Field {
  if (value === undefined) return { name };
  if (value.kind !== 'call' || !/(?:^|\.)(?:field|Field)$/.test(codeText(value.callee))) {
    return { name, default: r.evaluate(r, value) };
  }
  const given = (key: string): Expr | undefined =>
    value.args.find((a) => a.kind === 'keyword' && a.name === key)?.value;
  const [plain, factory] = [given('default'), given('default_factory')];
  if (plain !== undefined) return { name, default: r.evaluate(r, plain) };
  return factory === undefined ? { name } : { name, factory: r.evaluate(r, factory) };
}

/** `Class(...)`: an instance with `__init__` run. */
export function instantiate(r: Reader, cls: ClassObject, call: Call): PyObject {
  if (cls.members !== undefined) {
    const wanted = call.args[0]?.value;
    const key = wanted === undefined ? undefined : keyOf(wanted);
    const found = cls.members.find(
      (m) => m.type === 'instance' && keyOf(m.attributes.get('value') ?? none) === key,
    );
    if (found !== undefined && key !== undefined) return found;
  }
  const instance: InstanceObject = { type: 'instance', class: cls, attributes: new Map() };
  r.makers.set(instance, call.span);
  const init = classAttribute(cls, '__init__');
  if (init?.type === 'function') {
    const self = { value: instance, span: call.span, tex: undefined };
    callFunction(r, init, { ...call, args: [self, ...call.args] });
    return instance;
  }
  if (cls.fields !== undefined) {
    for (const [i, field] of cls.fields.entries()) {
      const value =
        call.keywords.get(field.name)?.value ??
        call.args[i]?.value ??
        (field.factory === undefined
          ? field.default
          : r.callObject(r, field.factory, { ...call, args: [], keywords: new Map() }));
      if (value !== undefined) instance.attributes.set(field.name, value);
    }
    if (cls.tuple === true) {
      const names = cls.fields.map((f) => f.name);
      const items = names.map((n) => instance.attributes.get(n) ?? none);
      return { type: 'tuple', items, names };
    }
    callDunder(r, instance, '__post_init__', [], { span: call.span });
    if (derived(cls, hasFields)) callDunder(r, instance, 'setup', [], { span: call.span });
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

/** Derived from a Keras layer or model, which makes its weights in `build`. */
export const isKerasLayer = (cls: ClassObject): boolean =>
  /(?:^|\.)keras\.(?:(?:layers|engine)\.(?:\w+\.)*Layer|(?:\w+\.)*Model)$/.test(
    libraryBase(cls) ?? '',
  );

/** The class of a library that a class is derived from. */
export function libraryBase(cls: ClassObject, depth = 0): string | undefined {
  for (const base of cls.bases) {
    if (base.type === 'library') return base.path;
    const found = base.type === 'class' && depth < 16 ? libraryBase(base, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
