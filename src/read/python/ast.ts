import type { Span } from '../../program/span.js';

/** Python as the interpreter sees it: a small tree with document offsets, free of the parser's own types. */
export type Expr =
  | (At & { readonly kind: 'name'; readonly name: string })
  | (At & { readonly kind: 'number'; readonly value: number; readonly float: boolean })
  | (At & { readonly kind: 'string'; readonly value: string })
  /** An f-string: text and expressions in order. */
  | (At & { readonly kind: 'format'; readonly parts: readonly FormatPart[] })
  | (At & { readonly kind: 'constant'; readonly value: boolean | null })
  | (At & { readonly kind: 'ellipsis' })
  | (At & { readonly kind: 'tuple' | 'list' | 'set'; readonly items: readonly Expr[] })
  | (At & { readonly kind: 'dict'; readonly entries: readonly DictEntry[] })
  | (At & { readonly kind: 'unary'; readonly operator: string; readonly operand: Expr })
  | (At & {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expr;
      readonly right: Expr;
    })
  | (At & {
      readonly kind: 'logical';
      readonly operator: 'and' | 'or';
      readonly left: Expr;
      readonly right: Expr;
    })
  /** `a < b < c`: operators are one shorter than operands. */
  | (At & {
      readonly kind: 'compare';
      readonly operands: readonly Expr[];
      readonly operators: readonly string[];
    })
  | (At & {
      readonly kind: 'conditional';
      readonly test: Expr;
      readonly then: Expr;
      readonly otherwise: Expr;
    })
  | LambdaExpr
  | CallExpr
  | (At & {
      readonly kind: 'attribute';
      readonly object: Expr;
      readonly name: string;
      readonly nameSpan: Span;
    })
  | (At & { readonly kind: 'subscript'; readonly object: Expr; readonly index: Expr })
  | (At & {
      readonly kind: 'slice';
      readonly start?: Expr;
      readonly stop?: Expr;
      readonly step?: Expr;
    })
  | ComprehensionExpr
  | (At & { readonly kind: 'starred'; readonly value: Expr })
  | (At & { readonly kind: 'named'; readonly target: Expr; readonly value: Expr })
  /** What the grammar or a limit did not let through; its value is unknown. */
  | (At & { readonly kind: 'unread'; readonly text: string });

interface At {
  readonly span: Span;
}

export interface FormatPart {
  readonly text?: string;
  readonly value?: Expr;
  /** What follows `:` in the braces, as written; absent where it holds expressions of its own. */
  readonly spec?: string;
  /** `!r` or `!s`. */
  readonly conversion?: string;
  /** `{x=}`, or a format that is not read. */
  readonly unread?: boolean;
}

export interface DictEntry {
  /** Absent for `**other`. */
  readonly key?: Expr;
  readonly value: Expr;
}

export interface Argument {
  readonly kind: 'positional' | 'star' | 'keyword' | 'doubleStar';
  readonly name?: string;
  readonly value: Expr;
}

export interface CallExpr extends At {
  readonly kind: 'call';
  readonly callee: Expr;
  readonly args: readonly Argument[];
}

export interface LambdaExpr extends At {
  readonly kind: 'lambda';
  readonly params: readonly Param[];
  readonly body: Expr;
}

export interface ComprehensionExpr extends At {
  readonly kind: 'comprehension';
  readonly result: 'list' | 'set' | 'dict' | 'generator';
  readonly key?: Expr;
  readonly element: Expr;
  readonly clauses: readonly Clause[];
}

export type Clause =
  | { readonly kind: 'for'; readonly target: Expr; readonly iterable: Expr }
  | { readonly kind: 'if'; readonly test: Expr };

export interface Param {
  readonly kind: 'plain' | 'keywordOnly' | 'star' | 'doubleStar';
  readonly name: string;
  readonly span: Span;
  readonly annotation?: Expr;
  readonly default?: Expr;
}

export interface FunctionDef extends At {
  readonly kind: 'def';
  readonly name: string;
  readonly nameSpan: Span;
  readonly params: readonly Param[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly generator: boolean;
}

export interface ClassDef extends At {
  readonly kind: 'class';
  readonly name: string;
  readonly bases: readonly Argument[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
}

export interface ImportedName {
  /** Dotted path as written, leading dots of a relative import included. */
  readonly path: string;
  /** The name it binds. */
  readonly alias: string;
}

export type Stmt =
  | (At & { readonly kind: 'assign'; readonly targets: readonly Expr[]; readonly value: Expr })
  | (At & {
      readonly kind: 'annotated';
      readonly target: Expr;
      readonly annotation: Expr;
      readonly value?: Expr;
    })
  | (At & {
      readonly kind: 'update';
      readonly target: Expr;
      readonly operator: string;
      readonly value: Expr;
    })
  | (At & { readonly kind: 'expression'; readonly value: Expr })
  | (At & { readonly kind: 'return'; readonly value?: Expr })
  /** `yield value`, or each item of it with `from`. */
  | (At & { readonly kind: 'yield'; readonly value?: Expr; readonly from: boolean })
  | IfStmt
  | ForStmt
  | (At & {
      readonly kind: 'while';
      readonly header: Span;
      readonly test: Expr;
      readonly body: readonly Stmt[];
      readonly otherwise: readonly Stmt[];
    })
  | (At & {
      readonly kind: 'with';
      readonly header: Span;
      readonly items: readonly { readonly value: Expr; readonly target?: Expr }[];
      readonly body: readonly Stmt[];
    })
  | (At & {
      readonly kind: 'try';
      readonly body: readonly Stmt[];
      readonly handlers: readonly (readonly Stmt[])[];
      readonly otherwise: readonly Stmt[];
      readonly finally: readonly Stmt[];
    })
  | FunctionDef
  | ClassDef
  | (At & { readonly kind: 'import'; readonly names: readonly ImportedName[] })
  /** `from module import names`; `*` is a name. */
  | (At & {
      readonly kind: 'from';
      readonly module: string;
      readonly names: readonly ImportedName[];
    })
  | (At & { readonly kind: 'global'; readonly names: readonly string[] })
  | (At & { readonly kind: 'delete'; readonly targets: readonly Expr[] })
  | (At & { readonly kind: 'assert'; readonly test: Expr })
  | (At & { readonly kind: 'raise' | 'pass' | 'break' | 'continue' })
  /** Not read; the names it may assign become unknown. */
  | (At & { readonly kind: 'broken'; readonly names: readonly string[] });

export interface IfStmt extends At {
  readonly kind: 'if';
  readonly header: Span;
  readonly test: Expr;
  readonly then: readonly Stmt[];
  readonly otherwise: readonly Stmt[];
}

export interface ForStmt extends At {
  readonly kind: 'for';
  readonly header: Span;
  readonly target: Expr;
  readonly iterable: Expr;
  readonly body: readonly Stmt[];
  readonly otherwise: readonly Stmt[];
}

export interface Comment {
  readonly span: Span;
  /** Where its line begins. */
  readonly lineStart: number;
  /** Without `#` and surrounding spaces. */
  readonly text: string;
}
