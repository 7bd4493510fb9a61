import type { Dim } from '../../program/dim.js';
import type { Operation, RandomStream } from '../../program/operation.js';
import type { Span } from '../../program/span.js';
import type { ValueId } from '../../program/value.js';
import type { Reader, ScopeRecord } from './reader.js';
import type { ClassDef, Expr, Param, Stmt } from './ast.js';

/** What an expression of the language stands for while code is read. Nothing is ever executed. */
export type PyObject =
  | TensorObject
  | ComplexObject
  | NumberObject
  | DimObject
  | ShapeObject
  | StringObject
  | BoolObject
  | NoneObject
  | EllipsisObject
  | SequenceObject
  | DictObject
  | SliceObject
  | FunctionObject
  | BoundObject
  | ClassObject
  | InstanceObject
  | LibraryObject
  | LayerObject
  | GeneratorObject
  | UnknownObject;

/** Whose rules a tensor follows: `x.std()`, `x.transpose(0, 1)` and default types differ. */
export type Library = 'torch' | 'numpy' | 'python';

/** The memory behind tensors: all tensors that show the same numbers are members. */
export interface Storage {
  readonly members: TensorObject[];
  /** The statement that changed it in place last. */
  changedAt?: Span;
}

/** How a tensor shows its memory: as another one's numbers through an operation, or as they are. */
export interface Layout {
  readonly view?: { readonly base: TensorObject; readonly operation: Operation };
}

export interface TensorObject {
  readonly type: 'tensor';
  /** The value it is now; changes in place give it another. */
  id: ValueId;
  readonly library: Library;
  readonly storage: Storage;
  /** Members with the same layout object see an in-place change as it is. */
  readonly layout: Layout;
  /** Why its numbers are no longer known. */
  stale?: string;
  /** Its memory was changed through another view: it is to be read from its base again. */
  dirty?: boolean;
}

/** A tensor of complex numbers: its real and imaginary parts, of one shape. */
export interface ComplexObject {
  readonly type: 'complex';
  readonly real: TensorObject;
  readonly imag: TensorObject;
}

/** A plain number of the language that is known. */
interface NumberObject {
  readonly type: 'number';
  readonly value: number;
  readonly float: boolean;
}

/** A whole number known only by name, such as `x.size(1)`; `float` after a true division. */
interface DimObject {
  readonly type: 'dim';
  readonly dim: Dim;
  readonly float: boolean;
}

/** `x.shape` where not even the rank of `x` is known. */
interface ShapeObject {
  readonly type: 'shape';
  readonly tensor: TensorObject;
}

export interface StringObject {
  readonly type: 'string';
  readonly value: string;
}

interface BoolObject {
  readonly type: 'bool';
  readonly value: boolean;
}

interface NoneObject {
  readonly type: 'none';
}

interface EllipsisObject {
  readonly type: 'ellipsis';
}

export interface SequenceObject {
  readonly type: 'list' | 'tuple' | 'set';
  items: PyObject[];
  /** The one item stands for so many alike: what a comprehension over a named number makes. */
  count?: Dim | undefined;
  /** Where the literal stands, for lists that name positions of an axis. */
  readonly span?: Span;
  /** Names of a named tuple's items: `x.max(dim=1).values`. */
  readonly names?: readonly string[];
  /** Handed out once: a generator or an iterator. */
  readonly once?: boolean;
  /** `deque(maxlen=…)`: older items are dropped. */
  readonly most?: number;
}

export interface DictObject {
  readonly type: 'dict';
  readonly entries: Map<string | number, PyObject>;
  /** Keys that are not texts or numbers, by what stands for them in `entries`. */
  readonly keys?: Map<string | number, PyObject>;
  /** `defaultdict(list)`: what makes the value of a key that is not there. */
  readonly factory?: PyObject;
}

export interface SliceObject {
  readonly type: 'slice';
  readonly start: PyObject;
  readonly stop: PyObject;
  readonly step: PyObject;
}

/** A function or lambda of the text. */
export interface FunctionObject {
  readonly type: 'function';
  readonly name: string;
  /** `MultiHeadAttention.forward`. */
  readonly qualifiedName: string;
  readonly span: Span;
  readonly params: readonly Param[];
  readonly defaults: ReadonlyMap<string, PyObject>;
  readonly body: readonly Stmt[] | Expr;
  readonly closure: Environment;
  readonly generator: boolean;
  readonly property: boolean;
  readonly static: boolean;
  /** `@classmethod`: its first argument is the class. */
  readonly ofClass?: boolean;
  /** `@torch.no_grad()`: nothing in it has a gradient. */
  readonly noGradient?: boolean;
  readonly owner?: ClassObject;
}

/** A method with the object it was taken from. */
interface BoundObject {
  readonly type: 'bound';
  readonly name: string;
  readonly self: PyObject;
  /** Absent for methods of built-in types, which live in tables. */
  readonly function?: FunctionObject;
}

export interface Field {
  readonly name: string;
  readonly default?: PyObject;
  /** Called for each new object: `field(default_factory=list)`. */
  readonly factory?: PyObject;
}

export interface ClassObject {
  readonly type: 'class';
  readonly name: string;
  readonly node: ClassDef;
  readonly bases: readonly PyObject[];
  readonly attributes: Map<string, PyObject>;
  /** Fields of a dataclass in order, with defaults where given. */
  readonly fields?: readonly Field[];
  /** An enumeration's members in order. */
  readonly members?: readonly PyObject[];
  /** `NamedTuple`: calls make tuples whose items have names. */
  readonly tuple?: boolean;
}

export interface InstanceObject {
  readonly type: 'instance';
  readonly class: ClassObject;
  readonly attributes: Map<string, PyObject>;
  /** For `super()`: the object itself, whose methods are its own class's. */
  readonly real?: InstanceObject;
}

/** A module or a member of one by its full path: `torch.nn.functional`, `numpy.float32`. */
interface LibraryObject {
  readonly type: 'library';
  readonly path: string;
  /** True for the type of an input that nobody gave, which is only the usual one. */
  readonly usual?: true;
}

/** A callable of a library that was built with arguments: `nn.Linear(4, 8)`. */
export interface LayerObject {
  readonly type: 'layer';
  readonly name: string;
  readonly attributes: Map<string, PyObject>;
  readonly call: LayerCall;
}

/** What calling the layer gives; undefined where that is not read. */
export type LayerCall = (r: Reader, call: Call, self: LayerObject) => PyObject | undefined;

/** An evaluated argument and where it stands. */
export interface Given {
  readonly value: PyObject;
  readonly span: Span;
  readonly tex: string | undefined;
}

/** A call with its arguments evaluated; a method's receiver is the first argument. */
export interface Call {
  /** What is called, as the text has it. */
  readonly callee: string;
  readonly args: readonly Given[];
  readonly keywords: ReadonlyMap<string, Given>;
  /** The whole call expression. */
  readonly span: Span;
  readonly tex: string | undefined;
  /** True where `*args` or `**kwargs` could not be told apart. */
  readonly partial: boolean;
  /** Unknown dictionaries given as `**settings`. */
  readonly spread?: readonly UnknownObject[];
}

/** A random generator object; its stream changes when it is seeded. */
export interface GeneratorObject {
  readonly type: 'generator';
  readonly library: 'torch' | 'numpy';
  stream: RandomStream | undefined;
}

/** Something nothing is known about, until a use shows what it must be. */
export interface UnknownObject {
  readonly type: 'unknown';
  /** What the text calls it: a parameter, a free name, `config.n_embd`, an unread call. */
  readonly text: string;
  /** argument: given by nobody; free: never defined here; unread: computed by what was not read. */
  readonly source: 'argument' | 'setting' | 'free' | 'unread';
  readonly span: Span;
  readonly attributes: Map<string, PyObject>;
  /** Made when it is first used as a tensor. */
  tensor?: TensorObject;
  dim?: Dim;
  /** A default value in the text, for where a number is needed. */
  readonly fallback?: PyObject;
  /** An operation on unknowns whose kind (sizes or tensors) is not decided yet. */
  readonly deferred?: {
    readonly operator: string;
    readonly left: PyObject;
    readonly right: PyObject;
    readonly tex: string | undefined;
  };
  /** True where it was a tensor before what was not read. */
  readonly wasTensor?: boolean;
  /** Tensors that went into an unread call. */
  readonly inputs?: readonly ValueId[];
  /** Where it is what a call gave: what was made to be called. */
  readonly of?: string;
  /** The name it was assigned to, and where. */
  name?: string;
  mentions?: Span[];
  statement?: Span;
  /** The scope it belongs to. */
  scope?: ScopeRecord;
}

/** Names of one scope; lookups go outwards through `parent`. */
export interface Environment {
  readonly variables: Map<string, PyObject>;
  readonly parent: Environment | undefined;
  /** Names that `global` and `nonlocal` send outwards. */
  readonly outer: Set<string>;
}

/** Methods that calling an object runs: the first that its class has. */
export const callMethods: readonly string[] = ['forward', '__call__', 'call'];

export const none: NoneObject = { type: 'none' };
export const ellipsis: EllipsisObject = { type: 'ellipsis' };
export const bool = (value: boolean): BoolObject => ({ type: 'bool', value });
export const int = (value: number): NumberObject => ({ type: 'number', value, float: false });
export const float = (value: number): NumberObject => ({ type: 'number', value, float: true });
export const str = (value: string): StringObject => ({ type: 'string', value });
export const list = (items: readonly PyObject[]): SequenceObject => ({
  type: 'list',
  items: [...items],
});
/** A list whose one item stands for `count` alike. */
export const manyOf = (item: PyObject, count: Dim): SequenceObject => ({
  type: 'list',
  items: [item],
  count,
});
export const tuple = (items: readonly PyObject[]): SequenceObject => ({
  type: 'tuple',
  items: [...items],
});
/** What `torch.max(x, dim)` and others give: a tuple whose items also have names. */
export const namedTuple = (
  items: readonly PyObject[],
  names: readonly string[],
): SequenceObject => ({ type: 'tuple', items: [...items], names });
export const library = (path: string): LibraryObject => ({ type: 'library', path });

/** A size as an object: a plain number where it is known. */
export const size = (dim: Dim, asFloat = false): PyObject =>
  typeof dim === 'number'
    ? { type: 'number', value: dim, float: asFloat }
    : { type: 'dim', dim, float: asFloat };

export const environment = (parent?: Environment): Environment => ({
  variables: new Map(),
  parent,
  outer: new Set(),
});

/** How many the one item of a list stands for; undefined for a list that is spelt out. */
export const countOf = (o: PyObject): Dim | undefined => (isSequence(o) ? o.count : undefined);

export const isSequence = (o: PyObject): o is SequenceObject =>
  o.type === 'list' || o.type === 'tuple' || o.type === 'set';
