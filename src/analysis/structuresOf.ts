import { onceEach } from '../program/remember.js';
import type { Span } from '../program/span.js';
import type { ValueId } from '../program/value.js';
import type { PythonScope } from '../read/types.js';
import type { Structure } from '../recognize/roles.js';

// A file has hundreds of structures, and each is asked which of the others it holds.

interface Numbered {
  readonly structure: Structure;
  readonly number: number;
}

function tableOf(
  structures: readonly Structure[],
  idOf: (structure: Structure) => ValueId | undefined,
): ReadonlyMap<ValueId | undefined, readonly Numbered[]> {
  const table = new Map<ValueId | undefined, Numbered[]>();
  for (const [number, structure] of structures.entries()) {
    const id = idOf(structure);
    const same = table.get(id);
    if (same === undefined) table.set(id, [{ structure, number }]);
    else same.push({ structure, number });
  }
  return table;
}

const byRoot = onceEach((structures: readonly Structure[]) => tableOf(structures, (s) => s.root));
const byFirst = onceEach((structures: readonly Structure[]) =>
  tableOf(structures, (s) => s.members[0]),
);

/** The structures of a list whose result is a value. */
export const rootedAt = (structures: readonly Structure[], root: ValueId): readonly Structure[] =>
  (byRoot(structures).get(root) ?? []).map((s) => s.structure);

/** The structures of a list all of whose members are among some values, in the list's order. */
export function structuresWithin(
  structures: readonly Structure[],
  members: readonly ValueId[],
): Structure[] {
  const isMember = new Uint8Array(members.reduce((most, m) => Math.max(most, m), -1) + 1);
  for (const m of members) isMember[m] = 1;
  const table = byFirst(structures);
  const empty = table.get(undefined) ?? [];
  const found = [...new Set(members)].flatMap((id) =>
    (table.get(id) ?? []).filter(({ structure }) =>
      structure.members.every((m) => isMember[m] === 1),
    ),
  );
  return [...empty, ...found].sort((a, b) => a.number - b.number).map((s) => s.structure);
}

/** The statements that make values, by value: of several scopes that know one, the first's. */
export const statementsIn = onceEach(
  (scopes: readonly PythonScope[]): ReadonlyMap<ValueId, Span> => {
    const all = new Map<ValueId, Span>();
    for (const { statements } of scopes) {
      for (const [id, span] of statements) if (!all.has(id)) all.set(id, span);
    }
    return all;
  },
);
