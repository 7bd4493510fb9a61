import type { Dim, Shape } from './dim.js';
import { addDims, divideDims, elementsOf, multiplyDims, shapeLabel, subtractDims } from './dims.js';
import type { IndexItem, OperationOf } from './operation.js';
import { parseRearrange } from './rearrange.js';
import {
  axisOf,
  badAxis,
  broadcast,
  fail,
  known,
  type Rule,
  type SharedRule,
  type Sized,
} from './shapeSupport.js';

const reshape: Rule<'reshape'> = (operation, [x], context) => {
  const wanted = operation.shape;
  const holes = wanted.filter((d) => d === -1).length;
  if (x === undefined) {
    return known(holes === 0 ? wanted : wanted.map((d) => (d === -1 ? context.fresh() : d)));
  }
  const count = elementsOf(x);
  const rest = elementsOf(wanted.filter((d) => d !== -1));
  const mismatch = (): Sized =>
    fail('reshape', '{0} is {shape0}: its {size0} elements can’t be viewed as {shape1}.', {
      shape0: shapeLabel(x),
      size0: shapeLabel([count]).slice(1, -1),
      shape1: shapeLabel(wanted),
    });
  if (holes > 1) return mismatch();
  if (holes === 1) {
    if (
      typeof count === 'number' &&
      typeof rest === 'number' &&
      (rest === 0 ? count > 0 : count % rest !== 0)
    ) {
      return mismatch();
    }
    const hole = rest === 0 ? 0 : divideDims(count, rest);
    return known(wanted.map((d) => (d === -1 ? hole : d)));
  }
  return context.unify(count, rest) ? known(wanted.map((d) => context.resolve(d))) : mismatch();
};

const expand: Rule<'expand'> = (operation, [x], context) => {
  if (x === undefined)
    return known(operation.shape.every((d) => d !== -1) ? operation.shape : undefined);
  const lead = operation.shape.length - x.length;
  if (lead < 0) return badAxis(operation.shape.length, x);
  return broadcast(
    operation.shape.map((d, i) => (d === -1 ? (x[i - lead] ?? 1) : d)),
    x,
    context,
  );
};

const transpose: Rule<'transpose'> = (operation, [x]) => {
  if (x === undefined || x.length < 2) return known(x);
  const a = axisOf(operation.axis0, x.length);
  const b = axisOf(operation.axis1, x.length);
  if (a === undefined || b === undefined)
    return badAxis(a === undefined ? operation.axis0 : operation.axis1, x);
  const result = [...x];
  result[a] = x[b] ?? 1;
  result[b] = x[a] ?? 1;
  return known(result);
};

const permute: Rule<'permute'> = (operation, [x]) => {
  if (x === undefined) return known(undefined);
  const axes = operation.axes.map((a) => axisOf(a, x.length));
  if (axes.length !== x.length || new Set(axes).size !== x.length || axes.includes(undefined)) {
    return fail(
      'permute',
      '{0} is {shape0}: the order {axes} does not name each of its axes once.',
      {
        shape0: shapeLabel(x),
        axes: operation.axes.join(', '),
      },
    );
  }
  return known(axes.map((a) => x[a ?? 0] ?? 1));
};

const rearrange: Rule<'rearrange'> = (operation, [x], context) => {
  if (x === undefined) return known(undefined);
  const parsed = parseRearrange(operation.pattern);
  if (!parsed.ok) return fail('pattern', parsed.error, {});
  if (parsed.value.left.length !== x.length) {
    return fail('rank', '{0} is {shape0}: the pattern {pattern} wants another number of axes.', {
      shape0: shapeLabel(x),
      pattern: operation.pattern,
    });
  }
  const sizes = new Map<string, Dim>(Object.entries(operation.sizes));
  for (const [i, group] of parsed.value.left.entries()) {
    const whole = x[i] ?? 1;
    const open = group.filter((name) => !sizes.has(name));
    const rest = elementsOf(
      group.filter((name) => sizes.has(name)).map((name) => sizes.get(name) ?? 1),
    );
    const [first, ...others] = open;
    for (const name of others) sizes.set(name, context.fresh(name));
    if (first !== undefined) {
      const others2 = elementsOf(others.map((name) => sizes.get(name) ?? 1));
      sizes.set(first, divideDims(whole, multiplyDims(rest, others2)));
    } else if (!context.unify(whole, rest)) {
      return fail('pattern', '{0} is {shape0}: axis {axis} is not {size1}.', {
        shape0: shapeLabel(x),
        axis: i,
        size1: shapeLabel([rest]).slice(1, -1),
      });
    }
  }
  return known(
    parsed.value.right.map((group) => elementsOf(group.map((name) => sizes.get(name) ?? 1))),
  );
};

/** Rules of operations that move or pick elements. */
export const layoutRules = {
  reshape,
  expand,
  transpose,
  permute,
  concat,
  stack,
  split,
  chunk: split,
  unbind: split,
  index,
  rearrange,
  repeat: ((operation, [x]) => {
    if (x === undefined) return known(undefined);
    const lead = operation.counts.length - x.length;
    return known(
      operation.counts.map((c, i) => multiplyDims(c, i < lead ? 1 : (x[i - lead] ?? 1))),
    );
  }) as Rule<'repeat'>,
  gather: ((_operation, [, at]) => known(at)) as Rule<'gather'>,
  embedding: ((_operation, [indices, table]) =>
    known(
      indices === undefined || table === undefined ? undefined : [...indices, ...table.slice(1)],
    )) as Rule<'embedding'>,
};
