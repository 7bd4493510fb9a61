import type { AnalyzedItem } from '../analysisTypes.js';
import type { ItemKind } from '../recognize/roles.js';
import { symbolMeaning, type SymbolKey } from '../recognize/symbols.js';

/**
 * Kinds that may turn out to be something more once the symbols are known. A formula that says by
 * itself which step of attention it is keeps that name: `O = AV` is the weighted sum, wherever A comes from.
 */
const open: ReadonlySet<ItemKind> = new Set<ItemKind>(['tensor', 'softmax', 'projection']);
const steps: ReadonlySet<ItemKind> = new Set<ItemKind>([
  'attention.scores',
  'attention.weights',
  'attention.weightedSum',
]);

/** Problems of the formula; a stated result is held against numbers that stand near it. */
const errorsOf = (item: AnalyzedItem, near: boolean): number =>
  item.problems.filter(
    (p) =>
      (p.severity === 'error' || p.severity === 'warning') &&
      !(near && p.code === 'value-mismatch'),
  ).length;

/** Values of the formula's own text that have no shape. */
const unshaped = ({ program, shapes, span }: AnalyzedItem): number =>
  program.values.filter(
    (v) => shapes[v.id] === undefined && v.span.start >= span.start && v.span.end <= span.end,
  ).length;

const weights: ReadonlySet<SymbolKey> = new Set(['queryWeight', 'keyWeight', 'valueWeight']);

/** `(XW^Q)W_i^Q`: the note's own Q is not the one that a head projects. */
function projectsTwice({ program }: AnalyzedItem): boolean {
  const weightOf = (id: number | undefined): SymbolKey | undefined => {
    const value = id === undefined ? undefined : program.values[id];
    if (value?.operation.kind !== 'input' || value.name === undefined) return undefined;
    const key = symbolMeaning(value.name)?.key;
    return key !== undefined && weights.has(key) ? key : undefined;
  };
  return program.values.some(({ operation, inputs }) => {
    const outer = operation.kind === 'matmul' ? weightOf(inputs[1]) : undefined;
    const inner = program.values[inputs[0] ?? -1];
    return (
      outer !== undefined &&
      inner?.operation.kind === 'matmul' &&
      weightOf(inner.inputs[1]) !== undefined
    );
  });
}

const rootKind = ({ structures, root }: AnalyzedItem): ItemKind | undefined =>
  structures.find((s) => s.root === root)?.kind;

/** What a formula is once its symbols are known, or undefined where that is not what it says. */
function kindKnowing(item: AnalyzedItem, own: AnalyzedItem): ItemKind | undefined {
  if (item.kind === own.kind) return own.kind;
  // A name within a sentence, `$QK^\top$`, stays one.
  if (rootKind(item) === rootKind(own)) return own.kind;
  if (item.kind === 'tensor' || !(own.display || (own.defines?.length ?? 0) > 0)) return undefined;
  if (open.has(own.kind)) return item.kind;
  if (!steps.has(own.kind)) return undefined;
  // `softmax(S)V` has all steps but the scores.
  const hasSoftmax = own.program.values.some((v) => v.operation.kind === 'softmax');
  return hasSoftmax ? item.kind : own.kind;
}

/**
 * The rows of a formula that is understood at least as well with what the document says of its
 * symbols as by itself. Else undefined: the document means another thing by the same letter, and a
 * contradiction between two places is no mistake of the formula. `near`: all that it rests on stands
 * in its own section.
 */
export function betterItems(
  informed: readonly AnalyzedItem[],
  plain: readonly AnalyzedItem[],
  near: boolean,
): readonly AnalyzedItem[] | undefined {
  if (informed.length !== plain.length) return undefined;
  const rows = informed.map((item, row): AnalyzedItem | undefined => {
    const own = plain[row];
    const kind = own && kindKnowing(item, own);
    const good =
      own !== undefined &&
      kind !== undefined &&
      errorsOf(item, near) <= errorsOf(own, near) &&
      unshaped(item) <= unshaped(own) &&
      (own.origin !== 'literal' || item.origin === 'literal') &&
      !projectsTwice(item);
    return good ? { ...item, kind } : undefined;
  });
  return rows.every((r) => r !== undefined) ? rows : undefined;
}
