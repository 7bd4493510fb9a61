import type { ValueId } from '../../program/value.js';
import { createRoleBook, type Found } from '../found.js';
import { cone, type Graph } from '../graph.js';
import type { Role } from '../roles.js';
import { symbolMeaning } from '../symbols.js';

/** The role that a value's own name gives it, if any. */
function namedRole(graph: Graph, id: ValueId): Role | undefined {
  const { name } = graph.value(id);
  const rank = graph.rank(id);
  return name === undefined
    ? undefined
    : symbolMeaning(name, rank === undefined ? undefined : rank === 0)?.role;
}

/** Any other tensor expression: roles come from names alone. */
export function tensor(graph: Graph, root: ValueId): Found {
  const book = createRoleBook();
  for (const id of cone(graph, root, new Set())) {
    const role = namedRole(graph, id);
    if (role !== undefined) book.roles.set(id, role);
  }
  return { kind: 'tensor', root, roles: book.roles };
}
