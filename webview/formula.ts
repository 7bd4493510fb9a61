/**
 * Formulas come from the host as SVG text. They are parsed apart from the page and rebuilt from
 * an allowlist, so that nothing in them can run, load or restyle anything.
 */
const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const MAX_SOURCE = 2_000_000;
/** Taken out before parsing: the parser would report each to the content security policy. */
const STYLES = /\sstyle\s*=\s*(?:"[^"]*"|'[^']*')/gi;

const elements = new Set([
  'svg',
  'g',
  'defs',
  'path',
  'use',
  'rect',
  'line',
  'circle',
  'ellipse',
  'polygon',
  'polyline',
  'text',
  'tspan',
  'title',
  'desc',
]);

const attributes = new Set([
  'viewBox',
  'preserveAspectRatio',
  'width',
  'height',
  'x',
  'y',
  'x1',
  'y1',
  'x2',
  'y2',
  'cx',
  'cy',
  'r',
  'rx',
  'ry',
  'd',
  'points',
  'transform',
  'fill',
  'fill-opacity',
  'fill-rule',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'text-anchor',
  'dominant-baseline',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'id',
]);

const isPlain = (value: string): boolean => !/url\s*\(|javascript:|expression\s*\(/i.test(value);

let formulas = 0;

function copyElement(from: Element, prefix: string, document: Document): SVGElement | null {
  const name = from.localName;
  if (from.namespaceURI !== SVG_NAMESPACE || !elements.has(name)) return null;
  const to = document.createElementNS(SVG_NAMESPACE, name);
  for (const { localName, value } of Array.from(from.attributes)) {
    if (localName === 'href') {
      if (name === 'use' && value.startsWith('#'))
        to.setAttribute('href', `#${prefix}${value.slice(1)}`);
    } else if (localName === 'id') {
      to.setAttribute('id', prefix + value);
    } else if (attributes.has(localName) && isPlain(value)) {
      to.setAttribute(localName, value);
    }
  }
  for (const child of Array.from(from.childNodes)) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.append(document.createTextNode(child.nodeValue ?? ''));
    } else if (child instanceof Element || child.nodeType === Node.ELEMENT_NODE) {
      const copied = copyElement(child as Element, prefix, document);
      if (copied !== null) to.append(copied);
    }
  }
  return to;
}

/** The formula as an element of this page, or null where the text is not an SVG. */
export function sanitizeSvg(source: string): SVGSVGElement | null {
  if (source.trim() === '' || source.length > MAX_SOURCE) return null;
  const align = /^[^>]*?vertical-align:\s*(-?[\d.]+(?:ex|em|px))/.exec(source)?.[1];
  const parsed = new DOMParser().parseFromString(source.replace(STYLES, ''), 'image/svg+xml');
  const root = parsed.documentElement;
  if (root.localName !== 'svg' || parsed.querySelector('parsererror') !== null) return null;
  formulas += 1;
  const element = copyElement(root, `f${formulas}-`, document) as SVGSVGElement | null;
  if (element === null) return null;
  if (align !== undefined) element.style.verticalAlign = align;
  element.setAttribute('aria-hidden', 'true');
  element.setAttribute('focusable', 'false');
  return element;
}

const kept = new Map<string, { readonly source: string; readonly element: SVGSVGElement | null }>();

/** The formula shown at `place`; the same element again while its source stays the same. */
export function formulaAt(place: string, source: string): SVGSVGElement | null {
  const before = kept.get(place);
  if (before?.source === source) return before.element;
  const element = sanitizeSvg(source);
  kept.set(place, { source, element });
  return element;
}
