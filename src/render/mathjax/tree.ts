import type { LiteElement, LiteNode } from 'mathjax-full/js/adaptors/lite/Element.js';
import type { LiteText } from 'mathjax-full/js/adaptors/lite/Text.js';
import { escapeXml, serif } from '../svg.js';

/** An element of a picture that is being made smaller. */
export interface Node {
  readonly kind: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Node | string)[];
}

/**
 * What may stay of MathJax's output. Everything else is dropped, so that no text, whatever it makes
 * MathJax do, brings a link, a script, a style or an outside reference into a picture.
 */
const keptAttributes: Readonly<Record<string, readonly string[]>> = {
  svg: ['width', 'height', 'x', 'y', 'viewBox', 'preserveAspectRatio'],
  g: ['transform', 'fill', 'stroke', 'stroke-width'],
  path: ['transform', 'd', 'fill', 'stroke', 'stroke-width'],
  rect: ['x', 'y', 'width', 'height', 'rx', 'fill', 'stroke', 'stroke-width', 'stroke-dasharray'],
  line: ['x1', 'y1', 'x2', 'y2', 'stroke', 'stroke-width', 'stroke-dasharray'],
  ellipse: ['cx', 'cy', 'rx', 'ry', 'fill', 'stroke', 'stroke-width'],
  polygon: ['points', 'fill', 'stroke', 'stroke-width'],
  text: ['transform', 'font-size', 'font-style', 'font-weight', 'font-family', 'fill'],
};

/** A colour as it may stand in a picture: a name or digits, never `url(…)`. */
const safeColor = /^(?:[a-zA-Z]+|#[0-9a-fA-F]{3,8}|rgba?\([\d\s.,%]+\))$/;

const isElement = (node: LiteNode): node is LiteElement => 'children' in node;
const isText = (node: LiteNode): node is LiteText => node.kind === '#text';

function cleanValue(name: string, value: string, color: string): string {
  switch (name) {
    case 'fill':
    case 'stroke':
      return value !== 'currentColor' && safeColor.test(value) ? value : color;
    case 'font-family':
      return value !== 'serif' && /^[\w ,-]+$/.test(value) ? value : serif;
    case 'd':
    case 'points':
      // Commas, because a data URI must escape spaces.
      return value.trim().replace(/\s+/g, ',');
    default:
      return value;
  }
}

function attributesOf(node: LiteElement, color: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of keptAttributes[node.kind] ?? []) {
    const value: unknown = node.attributes[name];
    if (value === undefined || value === null || value === '') continue;
    result[name] = cleanValue(name, String(value), color);
  }
  return result;
}

/** `outer` around a single `inner`, as one element; undefined where the two can't be one. */
function folded(outer: Readonly<Record<string, string>>, inner: Node): Node | undefined {
  if (inner.kind !== 'g' && inner.kind !== 'path' && inner.kind !== 'text') return undefined;
  const { transform = '', ...rest } = outer;
  const own = inner.attributes['transform'] ?? '';
  const together = `${transform} ${own}`
    .trim()
    .replace(
      /translate\(([-\d.]+),([-\d.]+)\) translate\(([-\d.]+),([-\d.]+)\)/,
      (_, a, b, c, d) => `translate(${round(+a + +c)},${round(+b + +d)})`,
    );
  return {
    kind: inner.kind,
    attributes: {
      ...rest,
      ...inner.attributes,
      ...(together === '' ? {} : { transform: together }),
    },
    children: inner.children,
  };
}

const round = (x: number): number => Math.round(x * 10) / 10;

/** Children of a node, cleaned; groups that change nothing are dissolved, single nested ones joined. */
export function clean(node: LiteElement, color: string): (Node | string)[] {
  const result: (Node | string)[] = [];
  for (const child of node.children) {
    if (isText(child)) {
      if (node.kind === 'text') result.push(child.value);
      continue;
    }
    if (!isElement(child) || keptAttributes[child.kind] === undefined) continue;
    const attributes = attributesOf(child, color);
    const children = clean(child, color);
    if (child.kind !== 'g') {
      result.push({ kind: child.kind, attributes, children });
      continue;
    }
    const [only] = children;
    const joined =
      children.length === 1 && typeof only === 'object' ? folded(attributes, only) : undefined;
    if (joined !== undefined) result.push(joined);
    else if (Object.keys(attributes).length === 0) result.push(...children);
    else if (children.length > 0) result.push({ kind: 'g', attributes, children });
  }
  return result;
}

function countGlyphs(nodes: readonly (Node | string)[], counts: Map<string, number>): void {
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    const d = node.attributes['d'];
    if (d !== undefined) counts.set(d, (counts.get(d) ?? 0) + 1);
    countGlyphs(node.children, counts);
  }
}

/**
 * The source of nodes. With `share`, a glyph that occurs again is defined once, under an id; leave it
 * off where several pictures stand in one document.
 */
export function serialize(nodes: readonly (Node | string)[], share: boolean): string {
  const ids = new Map<string, string>();
  if (share) {
    const counts = new Map<string, number>();
    countGlyphs(nodes, counts);
    for (const [d, count] of counts) {
      if (count > 1 && d.length > 50) ids.set(d, `g${ids.size.toString(36)}`);
    }
  }
  const write = (node: Node | string): string => {
    if (typeof node === 'string') return escapeXml(node);
    const { d, ...others } = node.attributes;
    const id = d === undefined ? undefined : ids.get(d);
    const kind = id === undefined ? node.kind : 'use';
    const attributes = id === undefined ? node.attributes : { ...others, href: `#${id}` };
    const list = Object.entries(attributes)
      .map(([name, value]) => ` ${name}='${escapeXml(value)}'`)
      .join('');
    const inner = node.children.map(write).join('');
    return inner === '' ? `<${kind}${list}/>` : `<${kind}${list}>${inner}</${kind}>`;
  };
  const body = nodes.map(write).join('');
  if (ids.size === 0) return body;
  const definitions = [...ids].map(([d, id]) => `<path id='${id}' d='${d}'/>`).join('');
  return `<defs>${definitions}</defs>${body}`;
}
