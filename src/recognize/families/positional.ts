import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import {
  hasLargeBase,
  isAbout,
  isAngleSymbol,
  isEquation,
  isPositionSymbol,
  nameBelow,
  namesIn,
} from '../evidence.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { cone, throughLayout, type Graph } from '../graph.js';
import { nameParts, type NameParts } from '../names.js';
import { kindOfFunction } from '../namedFunctions.js';
import { monomial } from '../scalars.js';
import { isEulersFormula, isOfWaves } from './rotaryParts.js';

const found = (root: ValueId): Found => {
  const { roles } = createRoleBook().set(root, 'output');
  return { kind: 'positionalEncoding', root, roles };
};

const waves = new Set(['sin', 'cos']);

const saysPosition = (m: string): boolean => /^(pos|pe|position|positional)$/i.test(m);

/** `PE_{pos}`, `E_{pos}`, `W_p`, `\text{PosEnc}`: a symbol that is named as an encoding. */
const isEncodingName = (n: NameParts): boolean =>
  n.base === 'PE' ||
  kindOfFunction(n) === 'positionalEncoding' ||
  (/^[EWPp]$/.test(n.base) && n.marks.some(saysPosition));

/** `p_i`, `P`, `W_p`: letters that are encodings where the text is about positions. */
const isEncodingLetter = (n: NameParts): boolean =>
  /^[pPr]$/.test(n.base) || (/^[WE]$/.test(n.base) && n.marks.some((m) => /^[pP]$/.test(m)));

function isEncoding(graph: Graph, id: ValueId): boolean {
  const { name, operation } = graph.value(id);
  const text = operation.kind === 'call' ? operation.callee : name;
  if (text === undefined || (operation.kind !== 'input' && operation.kind !== 'call')) return false;
  const parts = nameParts(text);
  return isEncodingName(parts) || (isEncodingLetter(parts) && isAbout(graph, 'positional'));
}

/** `e_i` beside `p_i`: a token's own embedding. */
const isElement = (graph: Graph, id: ValueId): boolean =>
  /^e_\w$/.test(graph.value(id).name ?? '') && graph.kind(id) === 'input';

/** `x_i + p_i`, `E + PE`: an encoding added to what stands at the position, which is no encoding itself. */
export function addsEncoding(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'add' || a === undefined || b === undefined) return undefined;
  for (const [x, encoding] of [
    [a, b],
    [b, a],
  ] as const) {
    const at = throughLayout(graph, encoding);
    if (!isEncoding(graph, at) || graph.rank(at) === 0) continue;
    if (graph.rank(x) === 0 && !isElement(graph, x)) continue;
    // `PE(a) + PE(b)` is of encodings alone.
    if (isEncoding(graph, throughLayout(graph, x))) continue;
    const book = createRoleBook()
      .input(x, 'input')
      .input(encoding, 'position')
      .set(root, 'encoded');
    return { kind: 'tensor', root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
}

const aboutQueries = new Set(['query', 'key', 'value', 'queryWeight', 'keyWeight']);

/** The `a_n` of `a_n \sin(n \omega x)`: how high a wave is. */
function heightOf(graph: Graph, id: ValueId): NameParts | undefined {
  const { operation, inputs } = graph.value(id);
  if (!/^(?:mul|matmul|einsum)$/.test(operation.kind)) return undefined;
  if (!inputs.some((i) => waves.has(graph.kind(i)))) return undefined;
  const height = inputs.find((i) => graph.kind(i) === 'input');
  const name = height === undefined ? undefined : nameBelow(graph, height);
  return name !== undefined && /^[abcABC]$/.test(name.base) ? name : undefined;
}

/**
 * `\sum_n a_n \sin(n \omega x) + b_n \cos(n \omega x)`, `A \sin(\omega t)`: a series, or a wave of its
 * own height. One letter for all, `c`, may be learned for an encoding.
 */
function isSeries(graph: Graph, reach: readonly ValueId[]): boolean {
  const heights = reach.flatMap((id) => heightOf(graph, id) ?? []);
  const letters = new Set(heights.map((n) => n.base));
  return letters.size > 1 || heights.some((n) => n.base === 'A' && n.marks.length === 0);
}

/** `y = \sin(x)`: one wave of a letter that counts no positions, which goes by no encoding's name. */
function isLoneWave(graph: Graph, root: ValueId, reach: readonly ValueId[]): boolean {
  const { operation, inputs, name } = graph.value(root);
  const wave = operation.kind === 'neg' ? (inputs[0] ?? root) : root;
  if (!waves.has(graph.kind(wave))) return false;
  const parts = nameParts(name ?? '');
  if (isEncodingName(parts) || isEncodingLetter(parts)) return false;
  return !reach.some((id) => isPositionSymbol(graph, id));
}

const rateNames = /^(?:lr|eta|learning_?rate)$/i;

const callsRate = onceEach((graph: Graph): boolean =>
  graph.values.some(
    ({ operation: of }) => of.kind === 'call' && rateNames.test(nameParts(of.callee).base),
  ),
);

/** `lr = \frac12 lr_{max} (1 + \cos(\pi t / T))`: how fast is learned, by the number of the step. */
export const isRate = (graph: Graph, root: ValueId): boolean =>
  rateNames.test(nameParts(graph.value(root).name ?? '').base) || callsRate(graph);

/** An equation about waves of the position: a kernel of distances, a shift of the encoding. */
function wavesOfPosition(graph: Graph, root: ValueId): boolean {
  if (!isEquation(graph, root) || isEulersFormula(graph)) return false;
  const reach = cone(graph, root, new Set());
  if (!reach.some((id) => waves.has(graph.kind(id)))) return false;
  if (isRate(graph, root)) return false;
  if (isSeries(graph, reach) || isLoneWave(graph, root, reach)) return false;
  return !isOfWaves(graph, root) && !usesQueries(graph);
}

/** True where letters of queries, keys and values, or of their weights, stand in the formula. */
const usesQueries = onceEach((graph: Graph): boolean =>
  graph.values.some((v) => v.name !== undefined && aboutQueries.has(graph.meaning(v.id) ?? '')),
);

/** `\omega_k = 1 / 10000^{2k/d}`, `\lambda_i = 2\pi \cdot 10000^{2i/d}`: how fast the waves go. */
function isFrequency(graph: Graph, root: ValueId): boolean {
  if (!graph.setting.formula || !isEquation(graph, root)) return false;
  const reach = cone(graph, root, new Set());
  if (!hasLargeBase(graph, reach)) return false;
  const angle = isAngleSymbol(graph, root) || reach.some((id) => isAngleSymbol(graph, id));
  return (
    angle ||
    reach.some((id) => graph.kind(id) === 'dimension') ||
    isAbout(graph, 'positional', 'rotary')
  );
}

/** `PE_{pos+k} = A(k) PE_{pos}`: one encoding by another. */
function relatesEncodings(graph: Graph, root: ValueId): boolean {
  if (!graph.setting.formula || !isEquation(graph, root)) return false;
  const { operation, inputs } = graph.value(root);
  // `f(PE_1, PE_3) = f(PE_i, PE_{i+2})` is of any function of them.
  if (inputs.length === 0 || (operation.kind === 'call' && /^[fgh]$/.test(operation.callee)))
    return false;
  const { areSeveral, isAtTwoPlaces } = encodingsIn(graph);
  if (areSeveral) return true;
  return isAtTwoPlaces && isShift(graph, root) && isAbout(graph, 'positional');
}

/** What the names in a formula say of encodings. */
const encodingsIn = onceEach((graph: Graph) => {
  const names = namesIn(graph);
  // `P_{t+\phi} = R_\phi P_t`: one letter at two places, and no sum of others.
  const letters = names.filter((n) => isEncodingLetter(n) && n.marks.length > 0);
  const places = new Set(letters.map((n) => `${n.base} ${n.marks.join()}`));
  const same = new Set(letters.map((n) => n.base)).size === 1;
  return {
    areSeveral: names.filter(isEncodingName).length >= 2,
    isAtTwoPlaces: same && places.size === 2,
  };
});

/** `w_{\text{clip}(j - i, k)}`: what is learned for a distance between places. Source: Shaw et al. 2018, (4). */
export const ofDistance: Recognizer = (graph, root) => {
  if (!graph.setting.formula || !isEquation(graph, root)) return undefined;
  const clipped = /_\{(?:clip|clamp)\(/.test(graph.value(root).name ?? '');
  return clipped && isAbout(graph, 'positional') ? found(root) : undefined;
};

/** A product of two that the text sets equal to something. */
const isShift = (graph: Graph, root: ValueId): boolean =>
  graph.value(root).defined === true && /^(?:mul|matmul)$/.test(graph.kind(root));

/** `sin` or `cos` of a position over a power of a base. Source: Vaswani et al. 2017, section 3.5. */
function isSinusoid(graph: Graph, root: ValueId): boolean {
  const kind = graph.kind(root);
  const named = graph.meaning(root) === 'positionalEncoding' && graph.value(root).inputs.length > 0;
  if (!waves.has(kind) && !named) return false;
  const reach = cone(graph, root, new Set());
  const base = reach.some((id) => {
    const m = graph.kind(id) === 'tensor' ? monomial(graph, id) : undefined;
    return m?.coefficient === 10_000 || Math.abs(m?.coefficient ?? 0) === Math.log(10_000);
  });
  const hasWaves = named && reach.some((id) => waves.has(graph.kind(id)));
  return base || hasWaves || (graph.setting.formula && hasLargeBase(graph, reach));
}

/** Positional encodings: waves, their frequencies, what is added to the input, and their algebra. */
export const positionalEncoding: Recognizer = (graph, root) => {
  const { setting, value } = graph;
  if (value(root).inputs.length === 0) return undefined;
  if (isSinusoid(graph, root)) return found(root);
  if (!setting.formula) return undefined;
  const added = addsEncoding(graph, root);
  if (added !== undefined) return added;
  const positions = wavesOfPosition(graph, root) && isAbout(graph, 'positional');
  return positions || isFrequency(graph, root) || relatesEncodings(graph, root)
    ? found(root)
    : undefined;
};
