import * as v from 'valibot';
import type { PanelState, PanelToHost } from '../protocol/panel.js';

const position = v.object({
  line: v.pipe(v.number(), v.minValue(0)),
  character: v.pipe(v.number(), v.minValue(0)),
});
const settings = v.object({
  tokens: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(512))),
  sizes: v.exactOptional(v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(1)))),
  seed: v.exactOptional(v.pipe(v.number(), v.integer())),
  mask: v.exactOptional(v.picklist(['none', 'causal'])),
  scaling: v.exactOptional(v.boolean()),
});
const index = v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.maxLength(16));

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const extent = v.tuple([whole, whole]);
const query = v.object({ lead: index, rows: extent, columns: extent, block: extent });

const message = v.variant('kind', [
  v.object({ kind: v.literal('ready'), state: v.unknown() }),
  v.object({ kind: v.literal('settings'), settings, request: v.number() }),
  v.object({ kind: v.literal('cell'), step: v.number(), index, request: v.number() }),
  v.object({ kind: v.literal('tile'), handle: v.string(), step: whole, query }),
  v.object({ kind: v.literal('cancel') }),
  v.object({ kind: v.literal('reveal') }),
  v.object({ kind: v.literal('copy'), what: v.literal('pytorch') }),
]);

const state = v.object({
  version: v.literal(1),
  source: v.object({
    uri: v.nullable(v.string()),
    label: v.string(),
    range: v.nullable(v.object({ start: position, end: position })),
  }),
  settings,
  text: v.string(),
  language: v.picklist(['markdown', 'latex', 'python']),
});

/** A message of the webview, checked; undefined for anything else. */
export function parsePanelMessage(raw: unknown): PanelToHost | undefined {
  const result = v.safeParse(message, raw);
  return result.success ? (result.output as PanelToHost) : undefined;
}

/** What a serializer gets back after a reload, checked. */
export function parsePanelState(
  raw: unknown,
): Pick<PanelState, 'source' | 'settings' | 'text' | 'language'> | undefined {
  const result = v.safeParse(state, raw);
  return result.success ? result.output : undefined;
}
