import { exactExp, exactLog } from './correctlyRounded.js';

/**
 * The tables of the ziggurat for normal numbers (G. Marsaglia, W. W. Tsang, 2000) in NumPy's layout
 * (`numpy/random/src/distributions/ziggurat_constants.h`): 256 strips of equal area, computed here by the recursion
 * the published numbers come from. The test compares draws with NumPy's.
 */
export interface Ziggurat {
  /** Below this 52-bit integer a draw lies inside its strip's rectangle (`ki_double`). */
  readonly inside: Float64Array;
  /** Width of a strip per unit of the 52-bit integer (`wi_double`). */
  readonly width: Float64Array;
  /** Height of the density at the strip's edge (`fi_double`). */
  readonly height: Float64Array;
}

export const STRIPS = 256;
/** Where the tail begins. */
export const TAIL = 3.654152885361009;
/** 1 / TAIL. */
export const INVERSE_TAIL = 0.2736612373297583;

const AREA = 0.004928673233974652;
const SCALE = 2 ** 52;

let tables: Ziggurat | undefined;

/** The tables, computed at the first call. */
export function ziggurat(): Ziggurat {
  return (tables ??= build());
}

function build(): Ziggurat {
  const edge = new Float64Array(STRIPS);
  const inside = new Float64Array(STRIPS);
  const width = new Float64Array(STRIPS);
  const height = new Float64Array(STRIPS);
  let x = TAIL;
  for (let i = STRIPS - 1; i > 0; i--) {
    edge[i] = x;
    width[i] = x / SCALE;
    height[i] = exactExp(-0.5 * x * x);
    // The C library that made NumPy's table was one unit too high here, and every later strip follows from it.
    if (i === 38) height[i] = height[i]! + 2 ** -53;
    x = Math.sqrt(-2 * exactLog(height[i]! + AREA / x));
  }
  const tailHeight = height[STRIPS - 1]!;
  height[0] = 1;
  width[0] = AREA / tailHeight / SCALE;
  inside[0] = Math.round(((TAIL * tailHeight) / AREA) * SCALE);
  for (let i = 1; i < STRIPS; i++) inside[i] = Math.round((edge[i - 1]! / edge[i]!) * SCALE);
  return { inside, width, height };
}
