import type { OperationKind } from '../program/operation.js';
import type { ValueId } from '../program/value.js';
import type { ItemKind, Role } from '../recognize/roles.js';
import { nameTex } from './plainText.js';
import { texOf } from './texOf.js';
import type { Step } from './types.js';
import { roleWords, type View } from './view.js';

/** Left to right where the graph leaves it open. */
const roleOrder: readonly Role[] = [
  'input',
  'query',
  'key',
  'value',
  'queryWeight',
  'keyWeight',
  'valueWeight',
  'scores',
  'scaled',
  'mask',
  'masked',
  'weights',
  'output',
];

/** Roles that are explained with the step they belong to and are no step of their own. */
const folded: ReadonlySet<Role> = new Set<Role>([
  'queryWeight',
  'keyWeight',
  'valueWeight',
  'outputWeight',
  'keyTransposed',
  'weight',
  'bias',
  'scale',
]);

/** Kinds whose weights are half of the story. */
const showsWeights: ReadonlySet<ItemKind> = new Set<ItemKind>(['projection', 'tensor']);

const layoutKinds: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'transpose',
  'permute',
  'reshape',
  'expand',
  'repeat',
  'rearrange',
  'cast',
]);

const maxSteps = 60;

function isScalar(view: View, id: ValueId): boolean {
  const shape = view.sizes(id) ?? view.shape(id);
  return shape?.length === 0;
}

function isLayout(view: View, id: ValueId): boolean {
  const kind = view.value(id)?.operation.kind;
  return kind !== undefined && layoutKinds.has(kind);
}

/** Whether an earlier value of the same role holds the same numbers in another layout. */
function repeatsRole(view: View, id: ValueId): boolean {
  const role = view.role(id);
  return (
    isLayout(view, id) &&
    view.item.members.some(
      (other) => other !== id && view.role(other) === role && !isLayout(view, other),
    )
  );
}

/** Only the last of the values that make a mask is a step. */
function isInnerMask(view: View, id: ValueId): boolean {
  return (
    view.role(id) === 'mask' &&
    view.item.members.some(
      (m) => view.role(m) === 'mask' && view.value(m)?.inputs.includes(id) === true,
    )
  );
}

function isStep(view: View, id: ValueId): boolean {
  if (isScalar(view, id)) return false;
  const role = view.role(id);
  if (role === undefined) {
    const value = view.value(id);
    return value?.defined === true && !isLayout(view, id);
  }
  if (folded.has(role) && !showsWeights.has(view.item.kind)) return false;
  if (role === 'projection' && view.item.kind.startsWith('attention.')) return false;
  return !repeatsRole(view, id) && !isInnerMask(view, id);
}

/** The steps of what goes by no name: what computes, or of much of it what the text names. */
function plainSteps(view: View, open: readonly ValueId[]): ValueId[] {
  const { members, root } = view.item;
  const named = open.filter((id) => view.value(id)?.name !== undefined || id === root);
  const steps = open.length <= 12 || named.length === 0 ? open : named;
  return (steps.length === 0 ? members : steps).slice(0, maxSteps);
}

/** The values that are steps: parts with a role, else named values, else whatever there is. */
function chosen(view: View): ValueId[] {
  const { members, root, kind } = view.item;
  const tensors = members.filter((id) => !isScalar(view, id));
  const open = tensors.filter((id) => !isLayout(view, id) || id === root);
  if (kind === 'tensor') return plainSteps(view, open);
  const isComputed = (id: ValueId): boolean => view.value(id)?.inputs.length !== 0;
  const withRole = members.filter((id) => isStep(view, id) || (id === root && !isScalar(view, id)));
  // Queries and keys alone tell nothing of the rotation between them.
  const tells = withRole.some(isComputed) || !open.some(isComputed);
  if (withRole.length > 0 && !tells) return plainSteps(view, open);
  if (withRole.length > 0) return withRole.slice(0, maxSteps);
  return (tensors.length > 0 ? tensors : [...members]).slice(0, maxSteps);
}

/** The nearest steps that a step is computed from. */
function stepInputs(view: View, id: ValueId, steps: ReadonlySet<ValueId>): ValueId[] {
  const found = new Set<ValueId>();
  const seen = new Set<ValueId>();
  const stack = [...(view.value(id)?.inputs ?? [])].reverse();
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (steps.has(at)) found.add(at);
    else stack.push(...[...(view.value(at)?.inputs ?? [])].reverse());
  }
  return [...found];
}

function stepTex(view: View, id: ValueId): string {
  const value = view.value(id);
  const expression = texOf(view.item.program.values, id);
  if (value?.name === undefined || value.defined !== true) return expression;
  const name = nameTex(value.name);
  return value.inputs.length === 0 || name === expression ? name : `${name} = ${expression}`;
}

function toStep(view: View, id: ValueId, steps: ReadonlySet<ValueId>): Step {
  const role = view.role(id);
  const value = view.value(id);
  const operation = view.prose.operations[value?.operation.kind ?? 'input'];
  const words =
    role === undefined
      ? {
          title: value?.name === undefined ? operation.title : view.name(id) || operation.title,
          text: operation.text,
        }
      : roleWords(view, id, role);
  return {
    value: id,
    role,
    title: words.title,
    text: words.text,
    tex: stepTex(view, id),
    inputs: stepInputs(view, id, steps),
  };
}

/**
 * The chain that the panel draws, from inputs to output. Scalars, transposes and weights are folded
 * into the step that uses them unless they are all there is.
 */
export function stepsIn(view: View): Step[] {
  const ids = chosen(view);
  const set = new Set(ids);
  const steps = ids.map((id) => toStep(view, id, set));
  const columns = columnsOf(steps);
  const rank = (s: Step): number => {
    const at = s.role === undefined ? -1 : roleOrder.indexOf(s.role);
    return at < 0 ? roleOrder.length : at;
  };
  return steps
    .map((step, i) => ({ step, column: columns[i] ?? 0 }))
    .sort(
      (a, b) => a.column - b.column || rank(a.step) - rank(b.step) || a.step.value - b.step.value,
    )
    .map(({ step }) => step);
}

const sources: ReadonlySet<Role | undefined> = new Set<Role | undefined>(['query', 'key', 'value']);

/**
 * Column of each step, from 0: one after the last of its inputs. Query, key and value share one;
 * other steps without inputs, such as a mask, stand right before the step that uses them.
 */
export function columnsOf(steps: readonly Step[]): number[] {
  const columns = new Map<ValueId, number>();
  const byId = [...steps].sort((a, b) => a.value - b.value);
  for (const step of byId) {
    columns.set(
      step.value,
      step.inputs.reduce((most, i) => Math.max(most, (columns.get(i) ?? -1) + 1), 0),
    );
  }
  const last = steps
    .filter((s) => sources.has(s.role))
    .reduce((most, s) => Math.max(most, columns.get(s.value) ?? 0), 0);
  const users = (id: ValueId): Step[] => steps.filter((s) => s.inputs.includes(id));
  for (const step of byId) {
    if (step.inputs.length > 0) continue;
    const before = users(step.value).reduce(
      (least, s) => Math.min(least, (columns.get(s.value) ?? 0) - 1),
      Number.POSITIVE_INFINITY,
    );
    if (!Number.isFinite(before)) continue;
    if (sources.has(step.role)) columns.set(step.value, Math.min(last, Math.max(before, 0)));
    else if (step.role !== 'input') columns.set(step.value, Math.max(before, 0));
  }
  return steps.map((s) => columns.get(s.value) ?? 0);
}
