import type { Result } from '../program/problem.js';
import { err, ok } from '../program/problem.js';
import type { NodeBox } from './mathjax/jax.js';
import { convert } from './mathjax/jax.js';
import type { Macros, PlacedError } from './mathjax/jax.js';
import type { Place } from './mathjax/place.js';
import type { Rectangle } from './mathjax/position.js';
import { placeOf } from './mathjax/position.js';
import type { Node } from './mathjax/tree.js';
import { clean, serialize } from './mathjax/tree.js';
import type { Picture } from './svg.js';
import { element } from './svg.js';

export interface TypesetOptions {
  readonly display: boolean;
  /** Pixels of one em. */
  readonly emPx: number;
  /**
   * Ink. An image behind a data URI inherits nothing, so it needs a colour; `currentColor` is for an
   * SVG that stands in the page itself, and is then free of ids as well.
   */
  readonly color: string;
  /** Fill behind the part wrapped in `\alMark{…}`; without it the part is not marked. */
  readonly markColor?: string;
  /** Line around that part. */
  readonly markBorder?: string;
  /** Pixels; a wider formula is set smaller, down to `minScale` (default 0.62) of its size. */
  readonly maxWidth?: number;
  readonly minScale?: number;
  /**
   * Room above as much as the picture reaches below the baseline. An image stands on the line of its
   * text and can't hang below it; where lines are centred, as in a table, this lowers it.
   */
  readonly lowered?: boolean;
  /** Says that Han characters are Japanese; kana in the formula say so by themselves. */
  readonly japanese?: boolean;
  /** Macros of the document: name → body with `#1`… They count for this formula alone. */
  readonly macros?: Macros | undefined;
  /** What a screen reader says where the SVG stands in the page. */
  readonly label?: string;
}

export interface Formula extends Picture {
  /** Pixels from the picture's lower edge up to the baseline. */
  readonly depth: number;
  /** Background of the first marked part, in pixels from the upper left. */
  readonly mark:
    | { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
    | undefined;
}

/** Why a formula could not be typeset, in MathJax's words. */
export interface TypesetError {
  readonly code: 'tex';
  readonly message: string;
  /** What MathJax stumbled over, in the formula's text, where that is known. */
  readonly span?: Place;
}

/** More is no formula for a picture, and MathJax's time grows faster than its length. */
const maxTokens = 900;
const maxNesting = 80;
const maxPixels = 6000;

const opening = /^(?:\{|\\left|\\begin)$/;
const closing = /^(?:\}|\\right|\\end)$/;

/** Why a source is not even tried; undefined where it is. */
function tooMuch(tex: string): string | undefined {
  if (tex.length > 20 * maxTokens) return 'The formula is too long to typeset.';
  let tokens = 0;
  let depth = 0;
  for (const [token] of tex.matchAll(/\\[a-zA-Z]+|\\[^]|\d+|[^\s\\]/g)) {
    if (++tokens > maxTokens) return 'The formula is too long to typeset.';
    if (opening.test(token)) depth++;
    else if (closing.test(token)) depth--;
    if (depth > maxNesting) return 'The formula is nested too deeply to typeset.';
  }
  return undefined;
}

/** MathJax's `TexError` has an id and a message but is no `Error`; anything else is not for a reader. */
function errorOf(error: unknown): TypesetError {
  const { id, message, place } = (error ?? {}) as Partial<PlacedError>;
  if (typeof id !== 'string' || typeof message !== 'string') {
    return { code: 'tex', message: 'The formula could not be typeset.' };
  }
  const span = place === undefined ? {} : { span: place };
  return { code: 'tex', message: message.replace(/\n[^]*/, ''), ...span };
}

/** Padding of a mark, in thousandths of an em. */
const horizontal = 70;
const vertical = 50;

/** Backgrounds of the marked parts, with padding; y upwards. */
const markRectangles = (marks: readonly NodeBox[]): Rectangle[] =>
  marks
    .map(placeOf)
    .filter((place) => place !== undefined)
    .filter((place) => place.width > 1)
    .map((place) => ({
      x: place.x - horizontal,
      y: place.y - vertical,
      width: place.width + 2 * horizontal,
      height: place.height + 2 * vertical,
    }));

interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * What the picture covers, y downwards: MathJax's box, the marks, and a little air, because glyphs
 * reach out of their boxes. Undefined for a formula without a size of its own.
 */
function extentOf(
  viewBox: string,
  marks: readonly Rectangle[],
  options: TypesetOptions,
): Extent | undefined {
  const [x = NaN, y = NaN, width = NaN, height = NaN] = viewBox.split(' ').map(Number);
  if (![x, y, width, height].every(Number.isFinite)) return undefined;
  const line = options.markBorder === undefined ? 20 : 60;
  const bottom = Math.max(y + height + 20, ...marks.map((m) => -m.y + line));
  const top = Math.min(y - 20, ...marks.map((m) => -(m.y + m.height) - line));
  return {
    left: Math.min(x - 20, ...marks.map((m) => m.x - line)),
    top: options.lowered === true ? top - Math.max(bottom, 0) : top,
    right: Math.max(x + width + 20, ...marks.map((m) => m.x + m.width + line)),
    bottom,
  };
}

/** Pixels to a thousandth of an em. */
function scaleOf(width: number, options: TypesetOptions): number {
  const natural = options.emPx / 1000;
  if (options.maxWidth === undefined) return natural;
  const least = natural * (options.minScale ?? 0.62);
  return Math.max(Math.min(natural, options.maxWidth / width), least);
}

const markNode = (mark: Rectangle, options: TypesetOptions): Node => ({
  kind: 'rect',
  attributes: {
    x: String(Math.round(mark.x)),
    y: String(Math.round(-(mark.y + mark.height))),
    width: String(Math.round(mark.width)),
    height: String(Math.round(mark.height)),
    rx: '110',
    fill: options.markColor ?? 'none',
    ...(options.markBorder === undefined
      ? {}
      : { stroke: options.markBorder, 'stroke-width': '55' }),
  },
  children: [],
});

function build(tex: string, options: TypesetOptions): Result<Formula, TypesetError> {
  const { svg: root, marks } = convert(tex, options.display, options.macros ?? {});
  const rectangles = options.markColor === undefined ? [] : markRectangles(marks);
  const extent = extentOf(String(root.attributes['viewBox'] ?? ''), rectangles, options);
  if (extent === undefined) {
    return err({ code: 'tex', message: 'The formula has no size of its own.' });
  }
  const { left, top } = extent;
  const scale = scaleOf(extent.right - left, options);
  // A hair less, so that a width set to the limit is not rounded up past it.
  const width = Math.ceil((extent.right - left) * scale - 0.01);
  const height = Math.ceil((extent.bottom - top) * scale - 0.01);
  if (width > maxPixels || height > maxPixels) {
    return err({ code: 'tex', message: 'The formula is too large for a picture.' });
  }
  const nodes = [
    ...rectangles.map((mark) => markNode(mark, options)),
    ...clean(root, options.color),
  ];
  const japanese = options.japanese === true || /[\u3040-\u30ff]/.test(tex);
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: [left, top, width / scale, height / scale].map(Math.round).join(' '),
      'xml:lang': japanese ? 'ja' : undefined,
      ...(options.label === undefined ? {} : { role: 'img', 'aria-label': options.label }),
    },
    serialize(nodes, options.color !== 'currentColor'),
  );
  const [mark] = rectangles;
  return ok({
    svg,
    width,
    height,
    depth: Math.max(extent.bottom, 0) * scale,
    mark: mark && {
      x: (mark.x - left) * scale,
      y: (-(mark.y + mark.height) - top) * scale,
      width: mark.width * scale,
      height: mark.height * scale,
    },
  });
}

/** Results last used, the oldest first: the symbols of one note come back in every hover on it. */
const recent = new Map<string, Result<Formula, TypesetError>>();
const maxRecent = 200;

/**
 * Typesets TeX as a self-contained SVG, sized in pixels. `\alMark{…}` wraps the part to mark. Unknown
 * macros are shown as they are written; what can't be read at all is an error. Definitions in one
 * formula do not reach the next. Takes a few milliseconds, the first time about a hundred.
 */
export function typeset(tex: string, options: TypesetOptions): Result<Formula, TypesetError> {
  const refusal = tooMuch(tex);
  if (refusal !== undefined) return err({ code: 'tex', message: refusal });
  const key = JSON.stringify([tex, options]);
  const known = recent.get(key);
  if (known !== undefined) {
    recent.delete(key);
    recent.set(key, known);
    return known;
  }
  let result: Result<Formula, TypesetError>;
  try {
    result = build(tex, options);
  } catch (error) {
    result = err(errorOf(error));
  }
  recent.set(key, result);
  const [oldest] = recent.keys();
  if (recent.size > maxRecent && oldest !== undefined) recent.delete(oldest);
  return result;
}
