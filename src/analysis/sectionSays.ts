import { shapeLabel } from '../program/dims.js';
import { onceEach, remembering } from '../program/remember.js';
import { firstFrom } from '../program/search.js';
import type { Fact } from '../read/context/facts.js';
import { roughName } from '../read/context/roughName.js';
import { isWithin, type Section } from '../read/context/sections.js';
import { inOrder } from './nearestFact.js';

/** What a section says of symbols, found once for each: a long one is asked of each of its formulas. */
export interface SectionSays {
  /** Formulas that may define a name there, in the order of the text; at most so many. */
  readonly definers: (name: string, section: Section, most: number) => readonly number[];
  /** True where it declares no shape for a name but this one. */
  readonly agreesOnShape: (name: string, section: Section, fact: Fact) => boolean;
  /** True where all that gives a name this size agrees: in the section, where that does so before a place. */
  readonly agreesOnSize: (name: string, section: Section, at: number, size: number) => boolean;
}

interface Sources {
  /** Formulas that may define a symbol by its rough name, in the order of the text. */
  readonly definitions: (rough: string) => readonly number[];
  readonly startOf: (index: number) => number;
  /** All that the text says of a name, in its order. */
  readonly facts: (name: string) => readonly Fact[];
}

/** What several facts say alike: true of what all of them say, or of anything where there are none. */
function alike<T>(facts: readonly Fact[], of: (fact: Fact) => T): (one: T) => boolean {
  const all = new Set(facts.map(of));
  return (one) => all.size === 0 || (all.size === 1 && all.has(one));
}

const startsOf = (facts: readonly Fact[]): number =>
  facts.reduce((least, f) => Math.min(least, f.span.start), Infinity);

const shapeOf = ({ shape }: Fact): string => shapeLabel(shape ?? []);
const sizeOf = ({ size }: Fact): number | undefined => size;

/** For as many names as there are. */
const each = <T>(make: (name: string) => T): ((name: string) => T) => remembering(Infinity, make);

export function createSectionSays({ definitions, startOf, facts }: Sources): SectionSays {
  const within = (all: readonly Fact[], section: Section): Fact[] =>
    all.filter((f) => isWithin(f.span.start, section));
  const sized = (name: string): Fact[] => facts(name).filter((f) => f.size !== undefined);
  const starts = each((rough) => definitions(rough).map(startOf));
  const sizes = each((name) => alike(sized(name), sizeOf));
  const shapesIn = onceEach((section: Section) =>
    each((name) => alike(within(inOrder(facts(name), 'shape').facts, section), shapeOf)),
  );
  const sizesIn = onceEach((section: Section) =>
    each((name) => {
      const here = within(sized(name), section);
      return { from: startsOf(here), is: alike(here, sizeOf) };
    }),
  );
  return {
    definers(name, section, most) {
      const rough = roughName(name);
      const at = starts(rough);
      const first = firstFrom(at, section.start);
      return definitions(rough).slice(first, Math.min(firstFrom(at, section.end), first + most));
    },
    agreesOnShape: (name, section, fact) =>
      isWithin(fact.span.start, section) && shapesIn(section)(name)(shapeOf(fact)),
    agreesOnSize(name, section, at, size) {
      const here = sizesIn(section)(name);
      return here.from < at ? here.is(size) : sizes(name)(size);
    },
  };
}
