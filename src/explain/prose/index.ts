import type { OperationKind } from '../../program/operation.js';
import type { ItemKind, Role } from '../../recognize/roles.js';
import type { Locale } from '../types.js';
import { en } from './en.js';
import { ja } from './ja.js';
import type { FamilyRole, Prose, RoleProse } from './types.js';

export type { Prose, RoleProse } from './types.js';

const languages: Readonly<Record<Locale, Prose>> = { en, ja };

export const proseIn = (locale: Locale): Prose => languages[locale];

const families: Partial<Record<ItemKind, string>> = {
  'attention.scaledDotProduct': 'attention',
  'attention.head': 'attention',
  'attention.weightedSum': 'attention',
  'attention.additive': 'attention',
  'attention.linear': 'attention',
  'attention.scores': 'attention',
  'attention.weights': 'attention',
  'attention.multiHead': 'multiHead',
  feedForward: 'feedForward',
  layerNorm: 'norm',
  rmsNorm: 'norm',
  batchNorm: 'norm',
  residual: 'residual',
  softmax: 'softmax',
  activation: 'activation',
  projection: 'projection',
  loss: 'loss',
  positionalEncoding: 'position',
  rotaryEmbedding: 'position',
};

/** Operations that scores by dot products end in; what else compares is another function. */
const products: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'matmul',
  'einsum',
  'linear',
  'mul',
  'div',
  'sum',
  'index',
  'transpose',
  'permute',
  'reshape',
]);

function scoresKey(kind: ItemKind, operation: OperationKind): FamilyRole | undefined {
  if (kind === 'attention.additive') return 'additive.scores';
  return products.has(operation) ? undefined : 'compared.scores';
}

const norms: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'layerNorm',
  'rmsNorm',
  'batchNorm',
]);

/** What tells more of a role than its family does: how the value is worked out. */
function keyOf(kind: ItemKind, role: Role, operation: OperationKind): FamilyRole | undefined {
  if (role === 'scores') return scoresKey(kind, operation);
  const normed = kind === 'residual' && role === 'output' && norms.has(operation);
  return normed ? 'residual.normalized' : undefined;
}

/** Prose of a role in a structure of one kind, for a value that an operation gives. */
export function roleProse(
  prose: Prose,
  kind: ItemKind,
  role: Role,
  operation: OperationKind = 'matmul',
): RoleProse {
  const worked = keyOf(kind, role, operation);
  if (worked !== undefined) return prose.roles[worked];
  const special = `${families[kind] ?? ''}.${role}` as FamilyRole;
  return Object.hasOwn(prose.roles, special) ? prose.roles[special] : prose.roles[role];
}
