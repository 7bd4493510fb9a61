import { linksPlace } from '../protocol/worker.js';
import {
  escaped,
  formulaBlock,
  matrixBlock,
  partBlock,
  ranLine,
  stripBlock,
  symbolTable,
  titleLine,
} from './hoverBlocks.js';
import type { HoverInput } from './hoverInput.js';
import { escapeMarkdown } from './markdown.js';

export type { HoverInput, HoverMatrix } from './hoverInput.js';

/** What may be left out to stay within the budget, the first to go last. */
interface Detail {
  readonly formula: boolean;
  readonly matrix: boolean;
  readonly strip: boolean;
  readonly symbolImages: boolean;
  readonly maxSymbols: number;
}

const details: readonly Detail[] = [
  { formula: true, matrix: true, strip: true, symbolImages: true, maxSymbols: 16 },
  { formula: true, matrix: true, strip: true, symbolImages: false, maxSymbols: 16 },
  { formula: true, matrix: true, strip: false, symbolImages: false, maxSymbols: 12 },
  { formula: true, matrix: false, strip: false, symbolImages: false, maxSymbols: 12 },
  { formula: false, matrix: false, strip: false, symbolImages: false, maxSymbols: 8 },
];

const defaultBudget = 80_000;

/** Computes once, when first asked. */
function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}

type Block = string | undefined;

/** The blocks of a hover, with and without pictures, each made when first needed. */
interface Blocks {
  readonly title: string;
  readonly ran: Block;
  readonly formula: Drawable;
  readonly part: Block;
  readonly matrix: Drawable;
  readonly strip: Drawable;
  readonly observation: Block;
  readonly summary: Block;
  readonly plainLine: Block;
}

interface Drawable {
  readonly drawn: () => Block;
  readonly written: () => Block;
}

function blocksOf(input: HoverInput): Blocks {
  const drawable = (make: (input: HoverInput, withImage: boolean) => Block): Drawable => ({
    drawn: once(() => make(input, input.images)),
    written: once(() => make(input, false)),
  });
  const { part, summary } = input;
  const paragraph = (content: string | undefined): Block => content && escaped(content);
  return {
    title: [
      titleLine(input),
      ...input.problems.slice(0, 4).map((p) => `⚠ ${escaped(p)}`),
      ...(input.checked === undefined ? [] : [`✓ ${escaped(input.checked)}`]),
    ].join('  \n'),
    ran: ranLine(input),
    formula: drawable(formulaBlock),
    part: part && partBlock(part, input),
    matrix: drawable(matrixBlock),
    strip: drawable(stripBlock),
    observation: paragraph(input.observation),
    summary: summary === part?.text ? undefined : paragraph(summary),
    plainLine: paragraph(input.plainLine),
  };
}

function compose(input: HoverInput, blocks: Blocks, detail: Detail): string {
  const pick = (block: Drawable, withImage: boolean): Block =>
    withImage ? block.drawn() : block.written();
  return [
    blocks.title,
    blocks.ran,
    pick(blocks.formula, detail.formula),
    blocks.part,
    pick(blocks.matrix, detail.matrix),
    pick(blocks.strip, detail.strip),
    blocks.observation,
    linksPlace,
    blocks.summary,
    symbolTable(input, input.images && detail.symbolImages, detail.maxSymbols),
    blocks.plainLine,
  ]
    .filter((block) => block !== undefined && block !== '')
    .join('\n\n');
}

/**
 * The Markdown of a hover: what matters first on top, so that 500 × 250 pixels answer the question,
 * and everything else below. Measures the Markdown it made and leaves out pictures, the least
 * important first, until it is within the budget; a picture is never cut. The host puts its links
 * in the place of `linksPlace`: above the fold, below what answers the question.
 */
export function renderHover(input: HoverInput): { readonly markdown: string } {
  const budget = input.budget ?? defaultBudget;
  const blocks = blocksOf(input);
  for (const detail of details) {
    const markdown = compose(input, blocks, detail);
    if (markdown.length <= budget) return { markdown };
  }
  const short = [
    blocks.title,
    blocks.ran,
    blocks.formula.written(),
    blocks.part,
    linksPlace,
    blocks.plainLine,
  ]
    .filter((block) => block !== undefined)
    .join('\n\n');
  return {
    markdown: short.length <= budget ? short : `**${escapeMarkdown(input.title.slice(0, 60))}**`,
  };
}
