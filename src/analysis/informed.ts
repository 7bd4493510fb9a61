import type { AnalyzedItem, Place, Told } from '../analysisTypes.js';
import type { Span } from '../program/span.js';
import { indexDefinitions } from '../read/context/definitions.js';
import { createFacts, type Fact } from '../read/context/facts.js';
import { findSections, isWithin } from '../read/context/sections.js';
import { findWhereClause } from '../read/context/where.js';
import type { DocumentText } from '../read/documentText.js';
import type { PlacedList } from '../read/placedList.js';
import type { KnownSymbol, Snippet } from '../read/types.js';
import { betterItems } from './better.js';
import { asCalled, attemptsWith, sayingCut, tellingOf, withoutCut, type Needs } from './telling.js';
import { findDefinition, findFunction, type Earlier, type NearFound } from './earlier.js';
import { elementFacts, rowFact } from './elementFacts.js';
import { withSizes } from './items.js';
import { markSame } from './repeats.js';
import { restingOn, restOf, type Rest, type Resting } from './resting.js';
import { countsFromZero, refutesRows } from './rows.js';
import { inOrder, nearestFact, type Aspect, type FactsInOrder } from './nearestFact.js';
import { parametersOf } from './stated.js';
import { createSectionSays, type SectionSays } from './sectionSays.js';
import { usedSizes } from './usedSizes.js';
import { workedOut, type Workings } from './workedOut.js';

/** Formulas read for the sake of one formula. */
const maxChain = 200;
/**
 * In a document with more formulas than this each is read by itself: nobody keeps so many in mind, and
 * hardly two of them would rest on the same formulas.
 */
const maxFormulas = 2_000;

/** True where each formula of a document is read by itself. */
export const isReadApart = ({ length }: PlacedList<Snippet>): boolean => length > maxFormulas;

type Items = readonly AnalyzedItem[];

/** What the formulas of a document have from it, by their numbers. */
interface Informing {
  /** What the document says of symbols of a formula that is read by itself. */
  readonly told: (index: number) => (name: string) => Told;
  /** Items of a formula with what they rest on. */
  readonly items: (index: number) => Items;
}

interface InformedOptions {
  readonly text: DocumentText;
  readonly snippets: PlacedList<Snippet>;
  readonly macros: () => Readonly<Record<string, string>> | undefined;
  /** Beginnings of lines that may be headings. */
  readonly headingStarts: () => readonly number[];
  /** The place of a span of the document. */
  readonly place: (span: Span) => Place;
  /** Items of a formula by itself. */
  readonly plain: (index: number) => Items;
  /** Items of a formula with what is known of its symbols. */
  readonly read: (
    index: number,
    symbol: (name: string) => KnownSymbol | undefined,
    resting: Resting,
    certain?: true,
  ) => Items;
}

/** Sizes of the model that a text is about; another letter's number may be one example's. */
const isOfModel = /^(?:[dDhH]|[dDnN]_.+)$/;

interface Informed {
  readonly items: Items;
  /** The formula as something that others rest on. */
  readonly rest: Rest;
  readonly used: Needs;
  /** How many formulas it rests on, each through the next. */
  readonly depth: number;
}

/** False for a symbol alone and for a declaration, which only name things. */
function isComputed({ root, program }: AnalyzedItem): boolean {
  const kind = root === undefined ? undefined : program.values[root]?.operation.kind;
  return kind !== undefined && kind !== 'input' && kind !== 'dimension';
}

const nothing: Needs = { definitions: new Map(), shapes: new Map() };

/**
 * Gives each formula what the document says of its symbols: values of earlier formulas, declared
 * shapes, sizes, and on demand the note's own words. Nothing is read that no formula asked for.
 */
export function createInformed(options: InformedOptions): Informing {
  const { text, snippets, plain } = options;
  let parts:
    | {
        readonly definitions: ReturnType<typeof indexDefinitions>;
        readonly facts: ReturnType<typeof createFacts>;
        readonly sectionAt: ReturnType<typeof findSections>;
        readonly says: SectionSays;
      }
    | undefined;
  const made = new Map<number, Informed>();
  const needs = new Map<number, Needs>();
  const finished = new Map<number, Items>();
  const checkedItems = new Map<number, Items>();

  function known(): NonNullable<typeof parts> {
    if (parts !== undefined) return parts;
    const whole = text.whole();
    const definitions = indexDefinitions(snippets);
    const facts = createFacts(whole, snippets, definitions, options.macros);
    const sectionAt = findSections(whole, options.headingStarts());
    const says = createSectionSays({ definitions, startOf, facts });
    return (parts = { definitions, facts, sectionAt, says });
  }

  const outerOf = (index: number): Span => snippets.at(index)?.outer ?? { start: 0, end: 0 };
  const startOf = (index: number): number => outerOf(index).start;
  const textOf = (index: number): string => snippets.at(index)?.text ?? '';
  const restAlone = (index: number): Rest => restOf(outerOf(index), textOf(index), [], '');

  const fromZero = new Map<string, boolean>();
  let clause: { readonly index: number; readonly end: number | undefined } | undefined;
  const earlier: Earlier = {
    plain,
    startOf,
    candidates: (rough) => known().definitions(rough),
    sectionAt: (place) => known().sectionAt(place),
    clauseEnd(index) {
      // Each symbol of a formula asks, one after the other.
      if (clause?.index !== index) {
        const from = snippets.at(index)?.outer.end ?? startOf(index);
        clause = { index, end: findWhereClause(text, from)?.end };
      }
      return clause.end;
    },
    fromZero(letter) {
      const found = fromZero.get(letter) ?? countsFromZero(text.whole(), letter);
      fromZero.set(letter, found);
      return found;
    },
  };

  const definitionOf = (name: string, index: number): NearFound | undefined =>
    findDefinition(name, index, earlier);

  const ordered: Readonly<Record<Aspect, Map<string, FactsInOrder>>> = {
    meaning: new Map(),
    shape: new Map(),
    size: new Map(),
  };

  function factsOf(name: string, aspect: Aspect): FactsInOrder {
    const found = ordered[aspect].get(name);
    if (found !== undefined) return found;
    const made = inOrder(known().facts(name), aspect);
    ordered[aspect].set(name, made);
    return made;
  }

  /** The nearest fact of one kind: before the place, or after it in the same section. */
  function factOf(
    name: string,
    index: number,
    aspect: Aspect,
    anywhere: boolean,
  ): Fact | undefined {
    const found = factsOf(name, aspect);
    if (found.starts.length === 0) return undefined;
    const at = startOf(index);
    return nearestFact(found, at, known().sectionAt(at), anywhere);
  }

  function needsOf(index: number): Needs {
    const found = needs.get(index);
    if (found !== undefined) return found;
    const own = plain(index);
    const defined = new Set(own.flatMap((i) => (i.defines ?? []).map((d) => d.name)));
    const definitions = new Map<string, NearFound>();
    const shapes = new Map<string, Fact>();
    const asked = new Set<string>();
    let complete = true;
    for (const item of own) {
      const computes = isComputed(item);
      const taken = parametersOf(item);
      for (const { operation, inputs, name, span, shape, tex } of item.program.values) {
        const calls = operation.kind === 'call' && inputs.length > 0 ? operation.callee : undefined;
        if (calls !== undefined && !asked.has(calls) && span.start >= item.span.start) {
          asked.add(calls);
          const called = findFunction(calls, inputs.length, index, earlier);
          if (called !== undefined) definitions.set(asCalled(calls), called);
        }
        // `A'` is a transpose where nothing defines it.
        const primed =
          operation.kind === 'transpose' && computes && /^[A-Z]'$/.test(tex ?? '')
            ? tex
            : undefined;
        const second = primed === undefined ? undefined : definitionOf(primed, index);
        if (primed !== undefined && second !== undefined) definitions.set(primed, second);
        if (name === undefined || defined.has(name) || operation.kind !== 'input') continue;
        if (definitions.has(name) || shapes.has(name) || span.start < item.span.start) continue;
        const definition = computes ? definitionOf(name, index) : undefined;
        const parameter = definition !== undefined && taken.includes(name);
        if (definition !== undefined && (!parameter || definition.literal)) {
          definitions.set(name, definition);
          continue;
        }
        complete = false;
        const declared = (of: string): Fact | undefined => factOf(of, index, 'shape', false);
        if (shape !== undefined) {
          for (const [of, fact] of elementFacts(name, declared)) shapes.set(of, fact);
        } else {
          const fact = rowFact(name, declared);
          if (fact !== undefined) shapes.set(name, fact);
        }
      }
    }
    // Numbers of another section, or for any argument, are taken only where nothing else is needed.
    const parameters = new Set(own.flatMap(parametersOf));
    if (!complete || [...definitions.values()].some((d) => !d.literal)) {
      for (const [name, { literal, scalar, near }] of definitions) {
        if (parameters.has(name) || (literal && !scalar && !near)) definitions.delete(name);
      }
    }
    const made = definitions.size + shapes.size === 0 ? nothing : { definitions, shapes };
    needs.set(index, made);
    return made;
  }

  /** True where the section of a formula says one thing only of each symbol that is taken from it. */
  function isSettled({ definitions, shapes }: Needs, index: number): boolean {
    const { says, sectionAt } = known();
    const section = sectionAt(startOf(index));
    return (
      [...definitions.keys()].every((name) => says.definers(name, section, 2).length <= 1) &&
      [...shapes].every(([name, fact]) => says.agreesOnShape(name, section, fact))
    );
  }

  /** Reads one formula; those that it rests on are there already. */
  function inform(index: number): Informed {
    const own = plain(index);
    const all = needsOf(index);
    let cutNames: ReadonlySet<string> = new Set();
    for (const used of attemptsWith(all)) {
      if (used.definitions.size + used.shapes.size === 0) continue;
      const { told, names, shapesKey, depth, cut } = tellingOf(used, (of) => made.get(of));
      cutNames = new Set([...cutNames, ...cut]);
      if (told.size === 0) continue;
      const resting = restingOn(outerOf(index), names, shapesKey);
      const read = options.read(index, (name) => told.get(name), resting);
      const near = [...used.definitions.values()].every((d) => d.near);
      const items = betterItems(read, own, { near, settled: near && isSettled(used, index) });
      if (items === undefined || refutesRows(items, used.definitions.values())) continue;
      return {
        items: sayingCut(items, cutNames),
        rest: restOf(outerOf(index), textOf(index), names, shapesKey),
        used: withoutCut(used, cut),
        depth,
      };
    }
    return { items: sayingCut(own, cutNames), rest: restAlone(index), used: nothing, depth: 0 };
  }

  /** Reads what a formula rests on, and then it. */
  function informed(index: number): Informed {
    const done = made.get(index);
    if (done !== undefined) return done;
    const stack = [index];
    const open = new Set(stack);
    for (let next = stack.at(-1); next !== undefined; next = stack.at(-1)) {
      const missing =
        open.size > maxChain
          ? undefined
          : [...needsOf(next).definitions.values()].find(
              (d) => !made.has(d.index) && !open.has(d.index),
            );
      if (missing !== undefined) {
        stack.push(missing.index);
        open.add(missing.index);
        continue;
      }
      made.set(next, inform(next));
      stack.pop();
    }
    return (
      made.get(index) ?? {
        items: plain(index),
        rest: restAlone(index),
        used: nothing,
        depth: 0,
      }
    );
  }

  const sizeOf = (name: string, index: number): Fact | undefined =>
    factOf(name, index, 'size', false);

  const workings: Workings = {
    text,
    outer: outerOf,
    definitionOf,
    rivals: (name, index, most) =>
      known().says.definers(name, known().sectionAt(startOf(index)), most),
    sizeOf(name, index) {
      const fact = sizeOf(name, index);
      if (fact?.size === undefined) return undefined;
      const { says, sectionAt } = known();
      const at = startOf(index);
      const holds = isOfModel.test(name) || isWithin(at, sectionAt(fact.span.start));
      return { fact, only: holds && says.agreesOnSize(name, sectionAt(at), at, fact.size) };
    },
    plain,
    informed,
    checked,
    read: (index, definition, resting) =>
      options.read(
        index,
        (name) => {
          const found = definition(name);
          return found === undefined ? undefined : { definition: found };
        },
        resting,
        true,
      ),
    isExample: (index) => known().sectionAt(startOf(index)).example,
  };

  /** A formula with what it rests on, its results checked. */
  function checked(index: number): Items {
    const done = checkedItems.get(index);
    if (done !== undefined) return done;
    const { items } = informed(index);
    checkedItems.set(index, items);
    const found = workedOut(items, index, workings);
    checkedItems.set(index, found);
    return found;
  }

  /** What the document says in words of a symbol of a formula. */
  const wordsOn = (name: string, index: number, used: boolean): Pick<Told, 'meaning' | 'size'> => ({
    get meaning() {
      const fact = factOf(name, index, 'meaning', true);
      if (fact?.meaning === undefined) return undefined;
      return { ...options.place(fact.span), text: fact.meaning };
    },
    get size() {
      const fact = sizeOf(name, index);
      if (fact?.size === undefined) return undefined;
      return { ...options.place(fact.span), value: fact.size, used };
    },
  });

  function finish(item: AnalyzedItem, index: number, used: Needs): AnalyzedItem {
    const sizes = usedSizes(item, (name) => sizeOf(name, index)?.size);
    const sized = sizes.size === 0 ? item : withSizes(item, sizes);
    const told = (name: string): Told => {
      const value = used.definitions.get(name);
      const shape = used.shapes.get(name);
      const from = value === undefined ? undefined : plain(value.index)[value.row]?.span;
      const isSizeUsed = sizes.has(name) && sized.bindings[name] === sizes.get(name);
      return Object.assign(wordsOn(name, index, isSizeUsed), {
        isSizeUsed,
        ...(from === undefined ? {} : { value: options.place(from) }),
        ...(shape === undefined ? {} : { shape: options.place(shape.span) }),
      });
    };

    // With words and places of the document it is a repetition only of what has such too.
    const program = { ...sized.program };
    markSame(program, sized.program, 'told');
    return { ...sized, told, program };
  }

  return {
    told: (index) => (name) => Object.assign(wordsOn(name, index, false), { isSizeUsed: false }),
    items(index) {
      const found = finished.get(index);
      if (found !== undefined) return found;
      const { used } = informed(index);
      const done = checked(index).map((item) => finish(item, index, used));
      finished.set(index, done);
      return done;
    },
  };
}
