import type { Shape } from '../program/dim.js';
import type { Problem } from '../program/problem.js';
import type { Program } from '../program/value.js';
import { createGraph } from '../recognize/graph.js';
import type { Structure } from '../recognize/roles.js';
import { rules } from './rules.js';

/** What a reader of attention code would point out, as problems at their places. */
export function lint(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  structures: readonly Structure[],
): Problem[] {
  const graph = createGraph(program, shapes);
  const seen = new Set<string>();
  return rules
    .flatMap((rule) => rule({ graph, structures }))
    .filter((p) => {
      const key = `${p.code} ${p.span.start} ${p.span.end}`;
      return seen.has(key) ? false : seen.add(key);
    });
}
