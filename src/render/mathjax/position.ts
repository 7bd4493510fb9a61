import type { LiteElement } from 'mathjax-full/js/adaptors/lite/Element.js';
import type { NodeBox } from './jax.js';

/** A rectangle in the picture's units (1000 to the em), y upwards, (x, y) its lower left corner. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const step = /(translate|scale)\(\s*([-\d.e]+)(?:[\s,]+([-\d.e]+))?\s*\)/g;

/** The outermost group, which flips the y axis, is the frame that rectangles are given in. */
const isFrame = (element: LiteElement): boolean =>
  element.parent?.kind === 'svg' && element.parent.parent?.kind !== 'g';

/**
 * Where a typeset node lies in the outermost group, by the transforms of its ancestors. Undefined
 * inside something that isn't a plain group (a table with labels has an SVG of its own).
 */
export function placeOf(box: NodeBox): Rectangle | undefined {
  let x = 0;
  let y = -box.depth * 1000;
  let scale = 1;
  for (
    let element: LiteElement | undefined = box.element;
    element !== undefined && !isFrame(element);
    element = element.parent
  ) {
    if (element.kind !== 'g') return undefined;
    const transform = String(element.attributes['transform'] ?? '');
    const steps = [...transform.matchAll(step)].reverse();
    if (transform.replace(step, '').trim() !== '') return undefined;
    for (const [, kind, first, second] of steps) {
      const a = Number(first);
      if (kind === 'scale') {
        if (second !== undefined && second !== first) return undefined;
        x *= a;
        y *= a;
        scale *= a;
      } else {
        x += a;
        y += second === undefined ? 0 : Number(second);
      }
    }
  }
  return { x, y, width: box.width * 1000 * scale, height: (box.height + box.depth) * 1000 * scale };
}
