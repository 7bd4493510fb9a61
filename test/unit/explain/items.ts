import type { AnalyzedItem, ItemLanguage } from '../../../src/analysisTypes.js';
import { evaluate } from '../../../src/engine/evaluate.js';
import type { Trace } from '../../../src/engine/trace.js';
import { exampleBindings } from '../../../src/infer/bindings.js';
import { propagateLabels } from '../../../src/infer/labels.js';
import type { Role } from '../../../src/recognize/roles.js';
import type { ValueId } from '../../../src/program/value.js';
import { draw, type Drawn, type Pen } from '../recognize/programs.js';

export interface Explained {
  readonly item: AnalyzedItem;
  readonly trace: Trace;
}

/** The item that the pipeline would make of a drawn program. */
export function itemOf(drawn: Drawn, language: ItemLanguage = 'latex'): AnalyzedItem {
  const { program, shapes, structures, root } = drawn;
  const roles = new Map<ValueId, Role>();
  for (const s of structures) {
    for (const [id, role] of s.roles) if (!roles.has(id)) roles.set(id, role);
  }
  const at = program.values[root];
  return {
    id: 'test',
    kind: structures.find((s) => s.root === root)?.kind ?? 'tensor',
    language,
    display: true,
    span: { start: 0, end: 1 },
    source: '',
    program,
    root,
    members: program.values.map((v) => v.id),
    roles,
    structures,
    shapes,
    bindings: exampleBindings(program, shapes),
    axisLabels: propagateLabels(program, shapes),
    origin: at?.origin ?? 'example',
    problems: program.problems,
  };
}

/** A drawn program as an item with its numbers. */
export function explained(
  write: (pen: Pen) => ValueId,
  language: ItemLanguage = 'latex',
): Explained {
  const item = itemOf(draw(write), language);
  return { item, trace: evaluate(item.program, item.shapes, { bindings: item.bindings }) };
}

export const tokens = ['Tokyo', 'is', 'beautiful'];

/** The hands-on of many notes: three tokens, projections drawn with seed 42, attention. */
export const handsOn = (p: Pen, seed: number | undefined = 42): ValueId => {
  const x = p.tensor(
    [
      [1, 0.5, 0.3, 0.2],
      [0.2, 0.1, 0.9, 0.7],
      [0.8, 0.3, 0.2, 0.4],
    ],
    'x',
  );
  const weights = ['W_Q', 'W_K', 'W_V'].map((name) =>
    p.named(
      p.op({
        kind: 'random',
        shape: [4, 4],
        distribution: { kind: 'normal', mean: 0, std: 1 },
        ...(seed === undefined ? {} : { stream: { id: 0, seed, generator: 'torch' } }),
      }),
      name,
    ),
  );
  const [q, k, v] = ['Q', 'K', 'V'].map((name, i) => p.named(p.mm(x, weights[i] ?? 0), name)) as [
    ValueId,
    ValueId,
    ValueId,
  ];
  const turned = p.op({ kind: 'transpose', axis0: 0, axis1: 1 }, [k]);
  const scores = p.named(p.div(p.mm(q, turned), p.sqrt(p.size(4))), 'scores');
  const attention = p.named(p.softmax(scores), 'attention_weights');
  p.builder.label({ value: attention, axis: 0, labels: tokens, span: { start: 0, end: 1 } });
  p.builder.label({ value: attention, axis: 1, labels: tokens, span: { start: 0, end: 1 } });
  return p.named(p.mm(attention, v), 'output');
};

/** `softmax(QK^T / √d_k) V` with free symbols. */
export const attentionFormula = (p: Pen): ValueId => {
  const scores = p.mm(p.input('Q'), p.t(p.input('K')));
  return p.mm(p.softmax(p.div(scores, p.sqrt(p.size('d_k')))), p.input('V'));
};

export const idOf = ({ item }: Explained, name: string): ValueId =>
  item.program.values.find((v) => v.name === name)?.id ?? -1;

export const roleId = ({ item }: Explained, role: Role): ValueId =>
  [...item.roles].find(([, r]) => r === role)?.[0] ?? -1;
