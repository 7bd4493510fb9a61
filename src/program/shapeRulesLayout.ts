import type { Dim, Shape } from './dim.js';
import { dimText, divideDims, elementsOf, multiplyDims, shapeLabel } from './dims.js';
import { namesSameAxes, parseRearrange } from './rearrange.js';
import { axisOf, badAxis, fail, known, type Rule, type Sized } from './shapeSupport.js';

const reshape: Rule<'reshape'> = (operation, [x], context) => {
  const wanted = operation.shape;
  const holes = wanted.filter((d) => d === -1).length;
  if (x === undefined) {
    if (holes > 1) return known(undefined);
    return known(holes === 0 ? wanted : wanted.map((d) => (d === -1 ? context.fresh() : d)));
  }
  const count = elementsOf(x);
  const rest = elementsOf(wanted.filter((d) => d !== -1));
  const mismatch = (): Sized =>
    fail('reshape', '{0} is {shape0}: its {size0} elements can’t be viewed as {shape1}.', {
      shape0: shapeLabel(x),
      size0: dimText(count),
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
  const wanted = operation.shape;
  if (x === undefined) return known(wanted.every((d) => d !== -1) ? wanted : undefined);
  const lead = wanted.length - x.length;
  const mismatch = (): Sized =>
    fail('expand', '{0} is {shape0}: it can’t be expanded to {shape1}.', {
      shape0: shapeLabel(x),
      shape1: shapeLabel(wanted),
    });
  if (lead < 0) return mismatch();
  const result: Dim[] = [];
  for (const [i, d] of wanted.entries()) {
    const own = x[i - lead];
    if (d === -1) {
      if (own === undefined) return mismatch();
      result.push(own);
    } else if (own === undefined || own === 1) result.push(d);
    else if (context.unify(own, d)) result.push(context.resolve(d));
    else return mismatch();
  }
  return known(result);
};

const transpose: Rule<'transpose'> = (operation, [x]) => {
  // A vector or a scalar is its own transpose, as for NumPy's .T and in formulas.
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

const notDivided = (x: Shape, axis: number, size: Dim): Sized =>
  fail('pattern', '{0} is {shape0}: the size of axis {axis} is no multiple of {size1}.', {
    shape0: shapeLabel(x),
    axis,
    size1: dimText(size),
  });

const rearrange: Rule<'rearrange'> = (operation, [x], context) => {
  if (x === undefined) return known(undefined);
  const parsed = parseRearrange(operation.pattern, x.length);
  if (!parsed.ok) return fail('pattern', parsed.error, {});
  if (parsed.value.left.length !== x.length) {
    return fail('rank', '{0} is {shape0}: the pattern {pattern} wants another number of axes.', {
      shape0: shapeLabel(x),
      pattern: operation.pattern,
    });
  }
  if (!namesSameAxes(parsed.value)) {
    return fail('pattern', 'The pattern {pattern} does not name the same axes on both sides.', {
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
      if (typeof whole === 'number' && typeof rest === 'number' && whole % rest !== 0) {
        return notDivided(x, i, rest);
      }
      const unnamed = elementsOf(others.map((name) => sizes.get(name) ?? 1));
      sizes.set(first, divideDims(whole, multiplyDims(rest, unnamed)));
    } else if (!context.unify(whole, rest)) {
      return fail('pattern', '{0} is {shape0}: the size of axis {axis} is not {size1}.', {
        shape0: shapeLabel(x),
        axis: i,
        size1: dimText(rest),
      });
    }
  }
  return known(
    parsed.value.right.map((group) => elementsOf(group.map((name) => sizes.get(name) ?? 1))),
  );
};

const repeat: Rule<'repeat'> = (operation, [x]) => {
  if (x === undefined) return known(undefined);
  const lead = operation.counts.length - x.length;
  if (lead < 0) {
    return fail('repeat', '{0} is {shape0}: it has more axes than the {count} repeats.', {
      shape0: shapeLabel(x),
      count: operation.counts.length,
    });
  }
  return known(operation.counts.map((c, i) => multiplyDims(c, x[i - lead] ?? 1)));
};

/** Rules of operations that move elements. */
export const layoutRules = { reshape, expand, transpose, permute, rearrange, repeat };
