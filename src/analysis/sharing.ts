import type { AnalyzedItem, Listed } from '../analysisTypes.js';
import { loneSymbol, saidOf } from './json.js';
import { firstOf } from './repeats.js';

/** Items whose JSON is the same but for places; in code, those of one program. */
export interface Shared {
  /** How many there are. */
  readonly count: number;
}

/** Items of one formula, by what the document says of them where they stand. */
interface Repetitions {
  readonly symbol: string | undefined;
  readonly bySaying: Map<string, { count: number }>;
}

/** What the document makes of a formula where it stands, as far as that is not in its program. */
const foundIn = ({ kind, language, problems, checks = [] }: AnalyzedItem): string =>
  [
    `${kind} ${language}`,
    ...problems.map((p) => `${p.code} ${p.message}`),
    ...checks.map((c) => `${c.status} ${c.stated.join()}=${c.computed.join()}`),
  ].join('\n');

function sayingOf({ first, told }: Listed, symbol: string | undefined): string {
  if (told === undefined) {
    return first.told === undefined ? '' : `${saidOf(first)}\n${foundIn(first)}`;
  }
  return symbol === undefined ? '' : (told(symbol).meaning?.text ?? '');
}

/** Finds out which of the listed have their JSON in common. */
export function sharing(listed: readonly Listed[]): (one: Listed) => Shared {
  const known = new Map<object, Repetitions>();
  const shared = new Map<Listed, Shared>();
  const repetitionsOf = (key: object, first: AnalyzedItem): Repetitions => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = { symbol: loneSymbol(first), bySaying: new Map<string, { count: number }>() };
    known.set(key, made);
    return made;
  };
  for (const one of listed) {
    const { first, told } = one;
    const { symbol, bySaying } = repetitionsOf(
      told === undefined ? firstOf(first.program) : first,
      first,
    );
    const saying = sayingOf(one, symbol);
    const group = bySaying.get(saying) ?? { count: 0 };
    group.count += 1;
    bySaying.set(saying, group);
    shared.set(one, group);
  }
  return (one) => shared.get(one) ?? { count: 1 };
}
