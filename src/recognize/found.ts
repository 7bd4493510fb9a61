import type { ValueId } from '../program/value.js';
import { cone, type Graph } from './graph.js';
import type { ItemKind, Role, Structure } from './roles.js';

/** What a matcher found at a root; `boundary` values are inputs that it does not look into. */
export interface Found {
  readonly kind: ItemKind;
  readonly root: ValueId;
  readonly roles: ReadonlyMap<ValueId, Role>;
  readonly boundary?: Iterable<ValueId>;
}

/** Looks for one family of structures ending at `root`. */
export type Recognizer = (graph: Graph, root: ValueId) => Found | undefined;

export function toStructure(graph: Graph, found: Found): Structure {
  const boundary = new Set(found.boundary ?? []);
  const members = cone(graph, found.root, boundary);
  const others = [...found.roles.keys()].filter((id) => !members.includes(id));
  return {
    kind: found.kind,
    root: found.root,
    members: others.length === 0 ? members : [...members, ...others].sort((a, b) => a - b),
    roles: found.roles,
  };
}

/** Collects roles; a value that gets two of query, key and value is the input of self-attention. */
export interface RoleBook {
  readonly roles: Map<ValueId, Role>;
  readonly boundary: Set<ValueId>;
  set(id: ValueId | undefined, role: Role): RoleBook;
  /** A role of a value that the structure takes as given. */
  input(id: ValueId | undefined, role: Role): RoleBook;
}

const sources: readonly Role[] = ['query', 'key', 'value'];

export function createRoleBook(): RoleBook {
  const roles = new Map<ValueId, Role>();
  const boundary = new Set<ValueId>();
  const book: RoleBook = {
    roles,
    boundary,
    set(id, role) {
      if (id === undefined) return book;
      const before = roles.get(id);
      if (before === undefined) roles.set(id, role);
      else if (before !== role && sources.includes(before) && sources.includes(role)) {
        roles.set(id, 'input');
      }
      return book;
    },
    input(id, role) {
      if (id !== undefined) boundary.add(id);
      return book.set(id, role);
    },
  };
  return book;
}
