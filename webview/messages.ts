import * as v from 'valibot';
import type { HostToPanel, Numbers, PanelState } from '../src/protocol/panel.js';

/**
 * What may come in. VS Code sends messages as JSON with typed arrays beside it, so that a number
 * that is not finite arrives as null: it is read as NaN.
 */
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const maybeNumber = v.pipe(
  v.custom<number | null>((x) => x === null || typeof x === 'number'),
  v.transform((x) => x ?? NaN),
);
const text = v.string();
const texts = v.array(v.string());

const numberArrays = ['[object Float32Array]', '[object Float64Array]', '[object Uint8Array]'];

/** By tag, not by `instanceof`: an array may come from another frame's realm. */
const isNumberArray = (x: unknown): boolean =>
  numberArrays.includes(Object.prototype.toString.call(x));

const arrayOf = <T>(tag: string) =>
  v.custom<T>((x) => Object.prototype.toString.call(x) === `[object ${tag}]`);
const numbers = v.custom<Numbers>(isNumberArray);
const floats = arrayOf<Float32Array>('Float32Array');
const counts = arrayOf<Uint32Array>('Uint32Array');

const position = v.object({ line: count, character: count });
const range = v.object({ start: position, end: position });

const source = v.object({ uri: v.nullable(text), label: text, range: v.nullable(range) });

const settings = v.object({
  tokens: v.exactOptional(texts),
  sizes: v.exactOptional(v.record(text, v.number())),
  seed: v.exactOptional(v.number()),
  mask: v.exactOptional(v.picklist(['none', 'causal'])),
  scaling: v.exactOptional(v.boolean()),
});

const tensor = v.object({
  shape: v.array(count),
  data: v.nullable(numbers),
  dtype: text,
  min: maybeNumber,
  max: maybeNumber,
  nan: count,
  positiveInfinity: count,
  negativeInfinity: count,
});

const extent = v.tuple([count, count]);
const query = v.object({ lead: v.array(count), rows: extent, columns: extent, block: extent });
const area = { rows: count, columns: count };
const tile = v.variant('kind', [
  v.object({ kind: v.literal('cells'), ...area, data: numbers }),
  v.object({
    kind: v.literal('overview'),
    ...area,
    min: floats,
    max: floats,
    mean: floats,
    nan: counts,
    positiveInfinity: counts,
    negativeInfinity: counts,
  }),
]);

const step = v.object({
  id: v.number(),
  role: v.nullable(text),
  name: text,
  title: text,
  text,
  why: text,
  formulaSvg: text,
  formulaText: text,
  shapeText: text,
  axisNames: texts,
  rowLabels: v.nullable(texts),
  columnLabels: v.nullable(texts),
  scale: v.picklist(['sequential', 'diverging']),
  tensor: v.nullable(tensor),
  missing: v.nullable(text),
  fit: v.nullable(v.object({ name: text, size: count })),
  inputs: v.array(v.number()),
  column: v.number(),
});

const reason = v.nullable(text);

const controls = v.object({
  tokens: v.nullable(v.object({ value: texts, fixedCount: v.boolean() })),
  sizes: v.array(
    v.object({
      name: text,
      label: text,
      value: v.number(),
      min: v.number(),
      max: v.number(),
      reason,
    }),
  ),
  seed: v.nullable(v.object({ value: v.number(), reason })),
  mask: v.nullable(v.object({ value: v.picklist(['none', 'causal']), reason })),
  scaling: v.nullable(v.object({ value: v.boolean(), reason })),
});

const model = v.object({
  handle: text,
  title: text,
  summary: text,
  formulaSvg: text,
  formulaText: text,
  originText: text,
  origin: v.picklist(['literal', 'seeded', 'example']),
  source,
  steps: v.array(step),
  initialStep: v.number(),
  controls,
  settings,
  problems: v.array(v.object({ severity: text, message: text })),
  pytorch: text,
});

const language = v.picklist(['markdown', 'latex', 'python']);

const hostToPanel = v.variant('kind', [
  v.object({
    kind: v.literal('model'),
    model,
    strings: v.record(text, text),
    locale: v.picklist(['en', 'ja']),
    request: count,
    document: v.exactOptional(v.object({ text, language, offset: count })),
  }),
  v.object({ kind: v.literal('failed'), message: text, request: count }),
  v.object({
    kind: v.literal('cell'),
    request: count,
    step: v.number(),
    index: v.array(count),
    text,
    formulaSvg: text,
    sources: v.array(v.object({ step: v.number(), index: v.array(v.nullable(count)) })),
  }),
  v.object({
    kind: v.literal('tile'),
    handle: text,
    step: v.number(),
    query,
    tile: v.nullable(tile),
  }),
  v.object({ kind: v.literal('progress'), done: v.number(), total: v.number() }),
  v.object({ kind: v.literal('busy'), message: text }),
  v.object({ kind: v.literal('step'), by: v.picklist([1, -1]) }),
]);

const panelState = v.object({
  version: v.literal(1),
  source,
  text,
  language,
  offset: count,
  settings,
  stepId: v.number(),
  cell: v.nullable(v.array(count)),
});

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** A message of the host, or what is wrong with it. */
export function parseHostMessage(data: unknown): Parsed<HostToPanel> {
  const result = v.safeParse(hostToPanel, data);
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  return { ok: false, error: `${v.getDotPath(issue) ?? 'message'}: ${issue.message}` };
}

/** The state kept by `setState`, or null where there is none of this version. */
export function parseSavedState(data: unknown): PanelState | null {
  const result = v.safeParse(panelState, data);
  return result.success ? result.output : null;
}
