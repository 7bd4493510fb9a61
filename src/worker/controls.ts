import type { AnalyzedItem } from '../analysisTypes.js';
import { rebuildItem, relabelItem } from '../analysis/items.js';
import { symbolsOf } from '../infer/bindings.js';
import type { Program } from '../program/value.js';
import type { Locale } from '../explain/types.js';
import type { PanelControls, PanelSettings } from '../protocol/panel.js';
import { withVariant } from '../recognize/variants.js';
import type { PanelSubject } from './panelView.js';
import { labelsOf } from './axes.js';

/** An item with the user's settings applied to its program, sizes and labels. */
export interface ChangedItem {
  readonly item: AnalyzedItem;
  readonly bindings: Readonly<Record<string, number>>;
  readonly exampleSeed: number | undefined;
}

/** Work and memory have limits of their own; past this a picture says nothing more. */
const maxSize = 8_192;

const reasons: Readonly<
  Record<Locale, Readonly<Record<'fixed' | 'literal' | 'noAttention', string>>>
> = {
  en: {
    fixed: 'The size is fixed by the numbers in the text.',
    literal: 'Every number stands in the text; nothing is drawn at random.',
    noAttention: 'There are no attention scores here.',
  },
  ja: {
    fixed: 'サイズは本文の数値で決まっています。',
    literal: 'すべての数値が本文に書かれており、乱数は使われていません。',
    noAttention: 'ここにはアテンションのスコアがありません。',
  },
};

const weightsOf = (item: AnalyzedItem): number | undefined =>
  [...item.roles].find(([, role]) => role === 'weights')?.[0];

const streamsOf = (program: Program): number[] => [
  ...new Set(
    program.values.flatMap(({ operation }) =>
      operation.kind === 'random' && operation.stream !== undefined ? [operation.stream.seed] : [],
    ),
  ),
];

function reseed(program: Program, seed: number): Program {
  return {
    ...program,
    values: program.values.map((v) =>
      v.operation.kind === 'random' && v.operation.stream !== undefined
        ? { ...v, operation: { ...v.operation, stream: { ...v.operation.stream, seed } } }
        : v,
    ),
  };
}

/** Symbolic sizes of the rows and columns of the weights, which tokens name. */
function tokenSizes(item: AnalyzedItem): string[] {
  const weights = weightsOf(item);
  const shape = weights === undefined ? undefined : item.shapes[weights];
  return (shape ?? []).slice(-2).filter((d): d is string => typeof d === 'string');
}

/** The item as the settings want it: seed, mask and scaling change the program, the rest its sizes. */
export function applySettings(subject: PanelSubject, settings: PanelSettings): ChangedItem {
  let { item } = subject;
  const seeds = streamsOf(item.program);
  if (settings.seed !== undefined && seeds.length === 1 && subject.controls === undefined) {
    item = { ...item, program: reseed(item.program, settings.seed) };
  }
  if (settings.mask === 'causal' || settings.scaling === false) {
    const variant = withVariant(item.program, item.shapes, item.structures, {
      mask: settings.mask ?? 'none',
      scaling: settings.scaling ?? true,
    });
    item = rebuildItem(item, variant.program, variant.ids);
  }
  const bindings: Record<string, number> = { ...item.bindings };
  const { tokens } = settings;
  if (tokens !== undefined && tokens.length > 0) {
    if (subject.controls === undefined) {
      for (const name of tokenSizes(item)) bindings[name] = tokens.length;
    }
    item = relabelItem(item, tokens);
  }
  for (const [name, size] of Object.entries(settings.sizes ?? {})) {
    if (Object.hasOwn(bindings, name)) bindings[name] = Math.min(Math.max(1, size), maxSize);
  }
  return {
    item: { ...item, bindings },
    bindings,
    exampleSeed: seeds.length === 0 ? settings.seed : undefined,
  };
}

/** The controls that have a meaning for an item, with their present values. */
export function controlsOf(
  changed: ChangedItem,
  subject: PanelSubject,
  settings: PanelSettings,
  locale: Locale,
): PanelControls {
  const { item, bindings } = changed;
  const original = subject.item;
  const weights = weightsOf(item);
  const seeds = streamsOf(original.program);
  const drawn =
    seeds.length === 1 ||
    (seeds.length === 0 && original.program.values.some((v) => v.origin === 'example'));
  const names = symbolsOf(original.program, original.shapes);
  const hasScores = weightsOf(original) !== undefined;
  const scaled = [...original.roles.values()].includes('scaled');
  const noAttention = hasScores ? null : reasons[locale].noAttention;
  const sizes = tokenSizes(original);
  return {
    tokens:
      weights === undefined
        ? null
        : { value: labelsOf(item, weights, -2) ?? [], fixedCount: sizes.length === 0 },
    sizes: names.map((name) => ({
      name,
      label: name,
      value: bindings[name] ?? 1,
      min: 1,
      max: maxSize,
      reason: null,
    })),
    seed: {
      value: settings.seed ?? seeds[0] ?? 0,
      reason: drawn ? null : reasons[locale].literal,
    },
    mask: noAttention === null ? { value: settings.mask ?? 'none', reason: null } : null,
    scaling: scaled ? { value: settings.scaling ?? true, reason: null } : null,
  };
}
