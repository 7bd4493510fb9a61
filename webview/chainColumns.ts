import type { PanelStep } from '../src/protocol/panel.js';

export interface ChainStep {
  readonly step: PanelStep;
  readonly index: number;
}

/** The steps by column of the chain, left to right, each column in the order of the steps. */
export function chainColumns(steps: readonly PanelStep[]): readonly (readonly ChainStep[])[] {
  const columns = new Map<number, ChainStep[]>();
  steps.forEach((step, index) => {
    const column = columns.get(step.column) ?? [];
    column.push({ step, index });
    columns.set(step.column, column);
  });
  return [...columns.entries()].sort(([a], [b]) => a - b).map(([, column]) => column);
}
