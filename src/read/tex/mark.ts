import type { Span } from '../../program/span.js';
import { readLayout } from './layout/index.js';
import type { Node, NodeOf } from './nodes.js';
import { tokenize } from './tokens.js';

/** How a stretch can be wrapped: as it is, or only with braces around the wrap. */
type Fit = 'plain' | 'braced';

/**
 * Wraps a stretch of TeX (offsets in `tex`) so that it stays valid and looks the same, for a
 * highlight such as `\cssId{part}{…}`. Undefined where the stretch is no group of its own: it
 * crosses braces, cuts a script or a command, or lies inside `\text{…}` or `\operatorname{…}`.
 */
export function markTex(
  tex: string,
  span: Span,
  wrap: (inner: string) => string,
): string | undefined {
  if (span.start >= span.end || span.start < 0 || span.end > tex.length) return undefined;
  const stretch = trimmed(tex, span);
  const { nodes, problems } = readLayout(tokenize(tex));
  if (problems.some((p) => p.severity === 'error')) return undefined;
  const fit = fitIn(nodes, stretch);
  if (fit === undefined) return undefined;
  const inner = wrap(tex.slice(stretch.start, stretch.end));
  const marked = fit === 'braced' ? `{${inner}}` : inner;
  return tex.slice(0, stretch.start) + marked + tex.slice(stretch.end);
}

function trimmed(tex: string, { start, end }: Span): Span {
  const inner = tex.slice(start, end);
  const from = start + inner.length - inner.trimStart().length;
  return { start: from, end: Math.max(from, start + inner.trimEnd().length) };
}

/** Looks for the stretch as a run of neighbours in a list, going down where a node contains it. */
function fitIn(nodes: readonly Node[], s: Span): Fit | undefined {
  const first = nodes.findIndex((n) => n.span.end > s.start);
  const node = nodes[first];
  if (node === undefined) return undefined;
  if (node.span.start === s.start) {
    for (let k = first; k < nodes.length; k++) {
      const last = nodes[k];
      if (last === undefined || last.span.end > s.end) break;
      if (last.kind === 'separator' && last.text !== '\\quad') return undefined;
      if (last.span.end === s.end) return isBare(node, k === first) ? undefined : 'plain';
    }
  }
  return node.span.start <= s.start && node.span.end >= s.end ? fitInside(node, s) : undefined;
}

/** Operators alone would lose their spacing or limits. */
const isBare = (node: Node, alone: boolean): boolean => alone && node.kind === 'symbol';

function fitInside(node: Node, s: Span): Fit | undefined {
  switch (node.kind) {
    case 'group':
    case 'delimited':
      return fitIn(node.body, s);
    case 'styled':
      return /^(?:cssId|class|style|href|htmlClass|htmlId|bbox|ensuremath)$/.test(node.style)
        ? undefined
        : fitArgument(node.body, s);
    case 'accent':
      return fitArgument(node.body, s);
    case 'fraction':
      return fitArgument(node.over, s) ?? fitArgument(node.under, s);
    case 'root':
      return fitArgument(node.body, s);
    case 'environment':
      return fitCells(
        node.rows.flatMap((r) => r.cells),
        s,
      );
    case 'scripts':
      return fitScripts(node, s);
    case 'letter':
    case 'number':
    case 'symbol':
    case 'text':
    case 'command':
    case 'separator':
    case 'omitted':
      return undefined;
    default:
      return node satisfies never;
  }
}

/** A script's contents, the base, or the base with the script written first: `q_i` of `q_i^\top`. */
function fitScripts(node: NodeOf<'scripts'>, s: Span): Fit | undefined {
  const { base, sub, sup } = node;
  const within = fitArgument(sub, s) ?? fitArgument(sup, s) ?? fitBase(base, s);
  if (within !== undefined || sub === undefined || sup === undefined) return within;
  const first = sub.span.start < sup.span.start ? sub : sup;
  if (node.span.start !== s.start || first.span.end !== s.end) return undefined;
  return base !== undefined && !hasLimits(base) ? 'plain' : undefined;
}

function fitCells(cells: readonly (readonly Node[])[], s: Span): Fit | undefined {
  for (const cell of cells) {
    const fit = fitIn(cell, s);
    if (fit !== undefined) return fit;
  }
  return undefined;
}

/** An argument keeps its braces outside the wrap, or gets some. */
function fitArgument(node: Node | undefined, s: Span): Fit | undefined {
  if (node === undefined || node.span.start > s.start || node.span.end < s.end) return undefined;
  const whole = node.span.start === s.start && node.span.end === s.end;
  if (whole) return node.kind === 'omitted' ? undefined : 'braced';
  return fitInside(node, s);
}

function fitBase(node: Node | undefined, s: Span): Fit | undefined {
  if (node === undefined || node.span.start > s.start || node.span.end < s.end) return undefined;
  const whole = node.span.start === s.start && node.span.end === s.end;
  if (!whole) return fitInside(node, s);
  return hasLimits(node) ? undefined : 'plain';
}

const hasLimits = (node: Node): boolean =>
  node.kind === 'symbol' || (node.kind === 'text' && /^(?:max|min|lim|arg)/.test(node.text));
