import { leastCertain } from '../program/builder.js';
import type { Dim } from '../program/dim.js';
import { dimSymbols } from '../program/dims.js';
import type { Operation } from '../program/operation.js';
import type { Origin, Program } from '../program/value.js';

/** The sizes that an operation takes for numbers; undefined for one that takes none. */
function sizesOf(operation: Operation): readonly Dim[] | undefined {
  if (operation.kind === 'dimension') return [operation.dim];
  return operation.kind === 'arange' ? [operation.start, operation.stop] : undefined;
}

/**
 * The program with the origins that follow once some sizes are known to be the text's own numbers:
 * `\sqrt{d_k}` beside matrices of numbers is no example. The same program where nothing follows.
 */
export function withKnownSizes(program: Program, known: ReadonlySet<string>): Program {
  if (known.size === 0) return program;
  const origins: Origin[] = [];
  let changed = false;
  for (const { operation, inputs, origin } of program.values) {
    let now = origin;
    const sizes = sizesOf(operation);
    if (sizes?.every((d) => dimSymbols(d).every((symbol) => known.has(symbol))) === true) {
      now = 'literal';
    } else if (origin === 'example' && inputs.length > 0 && operation.kind !== 'call') {
      now =
        operation.kind === 'random'
          ? origin
          : leastCertain(inputs.map((i) => origins[i] ?? origin));
    }
    changed ||= now !== origin;
    origins.push(now);
  }
  if (!changed) return program;
  return {
    ...program,
    values: program.values.map((v) => ({ ...v, origin: origins[v.id] ?? v.origin })),
  };
}
