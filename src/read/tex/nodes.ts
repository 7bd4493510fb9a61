import type { Span } from '../../program/span.js';

interface Base {
  readonly span: Span;
  /** True where nothing stands between this node and the one before it. */
  readonly glued: boolean;
}

export type DelimiterKind = '(' | '[' | '{' | '<' | '|' | '||' | 'floor' | 'ceil' | '.';

export type TextStyle =
  /** `\text{…}`: prose or a name. */
  | 'text'
  /** `\mathrm{…}`, `\operatorname{…}`, `\max`: always a name. */
  | 'name'
  /** A run of bare letters read as one name. */
  | 'run';

/** What stands where on the page. Spans of containers cover the whole command. */
export type Node =
  /** `x`, `\alpha`; `text` is the letter or the command with its backslash. */
  | (Base & { readonly kind: 'letter'; readonly text: string })
  | (Base & { readonly kind: 'number'; readonly text: string })
  /** `+`, `\cdot`, a stray delimiter; commands keep their backslash. */
  | (Base & { readonly kind: 'symbol'; readonly text: string })
  | (Base & { readonly kind: 'text'; readonly text: string; readonly style: TextStyle })
  /** A command nobody knows, with the braced groups that follow it. */
  | (Base & { readonly kind: 'command'; readonly name: string; readonly args: readonly Node[] })
  | (Base & { readonly kind: 'group'; readonly body: readonly Node[] })
  /** `\mathbf{…}`, `\underbrace{…}`: means its body. `style` is the command's name. */
  | (Base & { readonly kind: 'styled'; readonly style: string; readonly body: Node })
  /** `\hat{…}`: another thing than its body. */
  | (Base & { readonly kind: 'accent'; readonly name: string; readonly body: Node })
  | (Base & {
      readonly kind: 'scripts';
      readonly base: Node | undefined;
      readonly sub: Node | undefined;
      readonly sup: Node | undefined;
      readonly primes: number;
    })
  | (Base & { readonly kind: 'fraction'; readonly over: Node; readonly under: Node })
  | (Base & { readonly kind: 'root'; readonly index: Node | undefined; readonly body: Node })
  | (Base & {
      readonly kind: 'delimited';
      readonly open: DelimiterKind;
      readonly close: DelimiterKind;
      readonly body: readonly Node[];
    })
  | (Base & {
      readonly kind: 'environment';
      readonly name: string;
      readonly rows: readonly Row[];
    })
  /** `&`, `\\` or a wide space outside an environment. */
  | (Base & { readonly kind: 'separator'; readonly text: '&' | '\\\\' | '\\quad' })
  /** What could not be read: too deep, or an argument that is not there. */
  | (Base & { readonly kind: 'omitted'; readonly missing: boolean });

export interface Row {
  readonly cells: readonly (readonly Node[])[];
  /** All of the row, with its `&` and the `\\` at its end. */
  readonly nodes: readonly Node[];
  readonly span: Span;
}

export type NodeOf<K extends Node['kind']> = Extract<Node, { kind: K }>;
