import type { AnalyzedItem } from '../analysisTypes.js';
import type { Fact } from '../read/context/facts.js';
import type { Definition, KnownSymbol } from '../read/types.js';
import type { NearFound } from './earlier.js';
import type { Rest, RestingName } from './resting.js';
import { definitionBy, functionBy, nameKey } from './rows.js';

/**
 * Formulas that one rests on, each through the next, at most: every formula holds the values of all
 * of them. Numbers that the text gives are followed further than letters, which say nothing new.
 */
const maxSymbols = 8;
const maxNumbers = 24;

/** A name as it is called, which may be a symbol's as well. */
export const asCalled = (name: string): string => `${name}()`;

/** What one formula takes from the document; of what it calls, the names as they are called. */
export interface Needs {
  readonly definitions: ReadonlyMap<string, NearFound>;
  readonly shapes: ReadonlyMap<string, Fact>;
}

/** What a formula is read with, until it is understood as well as by itself: all, then less of it. */
export function attemptsWith(all: Needs): readonly Needs[] {
  const named = new Map([...all.definitions].filter(([, found]) => found.called === undefined));
  const without = { definitions: new Map<string, NearFound>(), shapes: all.shapes };
  return [
    all,
    ...(named.size < all.definitions.size ? [{ definitions: named, shapes: all.shapes }] : []),
    ...(named.size > 0 && all.shapes.size > 0 ? [without] : []),
  ];
}

/** A formula that is read already. */
interface Source {
  readonly items: readonly AnalyzedItem[];
  readonly rest: Rest;
  /** How many formulas it rests on, each through the next. */
  readonly depth: number;
}

/** What a formula is told of its symbols. */
interface Telling {
  readonly told: ReadonlyMap<string, KnownSymbol>;
  /** What its names are taken from. */
  readonly names: readonly RestingName[];
  /** Tells what else it is told from everything else that it may be. */
  readonly shapesKey: string;
  /** How many formulas it rests on with that. */
  readonly depth: number;
  /** Names whose definitions rest on too many formulas to be taken over. */
  readonly cut: ReadonlySet<string>;
}

function isTooDeep(depth: number, { program, value }: Definition): boolean {
  const isNumbers = program.values[value]?.origin === 'literal';
  return depth >= (isNumbers ? maxNumbers : maxSymbols);
}

export function tellingOf(
  { definitions, shapes }: Needs,
  sourceOf: (index: number) => Source | undefined,
): Telling {
  const told = new Map<string, KnownSymbol>();
  const cut = new Set<string>();
  const names: RestingName[] = [];
  let shapesKey = '';
  let depth = 0;
  for (const [name, found] of definitions) {
    const source = sourceOf(found.index);
    const item = source?.items[found.row];
    const plain = found.called ?? name;
    const called = item && found.called !== undefined ? functionBy(item, plain) : undefined;
    const definition = called ?? (item && definitionBy(item, plain, found));
    if (source === undefined || definition === undefined) continue;
    if (isTooDeep(source.depth, definition)) {
      cut.add(name);
      continue;
    }
    depth = Math.max(depth, source.depth + 1);
    const known = called === undefined ? { definition } : { function: called };
    told.set(plain, { ...told.get(plain), ...known });
    names.push({ as: nameKey(name, found), rest: source.rest });
  }
  for (const [name, { shape }] of shapes) {
    if (shape === undefined) continue;
    told.set(name, { ...told.get(name), shape });
    shapesKey += `${name}:${JSON.stringify(shape)};`;
  }
  return { told, names, shapesKey, depth, cut };
}

export const withoutCut = ({ definitions, shapes }: Needs, cut: ReadonlySet<string>): Needs => ({
  definitions: new Map([...definitions].filter(([name]) => !cut.has(name))),
  shapes,
});

/** Items that say which symbols stand for themselves although the text defines them. */
export function sayingCut(
  items: readonly AnalyzedItem[],
  cut: ReadonlySet<string>,
): readonly AnalyzedItem[] {
  if (cut.size === 0) return items;
  return items.map((item) => {
    const problems = item.program.values.flatMap(({ name, span, operation }) =>
      name === undefined || !cut.has(name) || operation.kind !== 'input'
        ? []
        : {
            code: 'chain-cut',
            severity: 'hint' as const,
            message: `${name} rests on many formulas, each on the one before; here it stands for itself.`,
            span,
            values: { name },
          },
    );
    return problems.length === 0 ? item : { ...item, problems: [...item.problems, ...problems] };
  });
}
