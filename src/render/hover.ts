import type { Tensor } from '../engine/trace.js';
import type { Locale, PartNote, SymbolNote } from '../explain/types.js';
import type { StripCell } from './heatmapStrip.js';
import { heatmapStrip } from './heatmapStrip.js';
import { heatmapLarge } from './heatmapLarge.js';
import { code, codeCell, escapeMarkdown, fence, image } from './markdown.js';
import { typeset, withoutMarks } from './mathjax.js';
import { matrixText } from './matrixText.js';
import { rangeOf, matrixView, shapeText } from './matrixView.js';
import { formatNumber } from './numbers.js';
import type { ColorScale, Theme } from './palette.js';
import { palettes } from './palette.js';
import type { RenderStrings } from './strings.js';
import { strings } from './strings.js';

/** The tensor under the cursor, to be shown with its numbers. */
export interface HoverMatrix {
  readonly name: string;
  readonly tensor: Tensor;
  readonly rowLabels?: readonly string[] | undefined;
  readonly columnLabels?: readonly string[] | undefined;
  readonly rowAxis?: string | undefined;
  readonly columnAxis?: string | undefined;
  readonly scale?: ColorScale | undefined;
}

/** Everything a hover shows, already worked out and in the reader's language. */
export interface HoverInput {
  readonly theme: Theme;
  readonly locale: Locale;
  /** Name of the whole. */
  readonly title: string;
  /** Name of the part under the cursor, where it is not the whole. */
  readonly partTitle?: string | undefined;
  /** Where the numbers come from: "example values". */
  readonly originLine?: string | undefined;
  /** Sentences about what is wrong, worst first; and about what was not read. */
  readonly problems: readonly string[];
  /**
   * The formula, or in code the statement's meaning. The part under the cursor is wrapped in
   * `\alMark{…}`; `plain` is the same as text.
   */
  readonly formula?: { readonly tex: string; readonly plain: string } | undefined;
  /** About the part under the cursor (or the whole). */
  readonly part?: PartNote | undefined;
  /** What the whole does; left out where `part` says it. */
  readonly summary?: string | undefined;
  readonly matrix?: HoverMatrix | undefined;
  readonly strip: readonly StripCell[];
  readonly symbols: readonly SymbolNote[];
  readonly observation?: string | undefined;
  /** One line that says it all without pictures: "softmax(QKᵀ/√d_k) V — [n, d_v] = 3 × 5, example values". */
  readonly plainLine?: string | undefined;
  /** False for a reader without pictures. */
  readonly images: boolean;
  /** Characters at most, default 80,000; VS Code cuts at 100,000 and the host adds its links. */
  readonly budget?: number | undefined;
  /** The host allows coloured spans (`supportHtml`). */
  readonly html?: boolean | undefined;
}

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

/** Pixels that the narrowest hover has for its contents. */
const contentWidth = 476;
const formulaEm = 17;
const symbolEm = 15.5;

const defaultBudget = 80_000;
/** Longer texts are cut, so that even the plainest hover is within any budget. */
const maxText = 2000;

const clip = (content: string): string =>
  content.length <= maxText ? content : `${content.slice(0, maxText - 1)}…`;

const escaped = (content: string): string => escapeMarkdown(clip(content));

function titleLine(input: HoverInput): string {
  const whole = `**${escaped(input.title)}**`;
  const part =
    input.partTitle === undefined || input.partTitle === input.title
      ? ''
      : ` · ${escaped(input.partTitle)}`;
  if (input.originLine === undefined || input.originLine === '') return whole + part;
  const origin = escaped(input.originLine);
  return input.html === true
    ? `${whole}${part} &nbsp; <span style="color:var(--vscode-descriptionForeground);">${origin}</span>`
    : `${whole}${part} — *${origin}*`;
}

function formulaBlock(input: HoverInput, withImage: boolean): string | undefined {
  const { formula, theme } = input;
  if (formula === undefined) return undefined;
  if (withImage) {
    const palette = palettes[theme];
    const contrast = theme === 'highContrastDark' || theme === 'highContrastLight';
    const options = {
      display: true,
      emPx: formulaEm,
      color: palette.foreground,
      markColor: palette.mark,
      ...(contrast ? { markBorder: palette.markBorder } : {}),
      maxWidth: contentWidth,
      japanese: input.locale === 'ja',
    };
    const marked = typeset(formula.tex, options);
    // A mark in an odd place can break a formula that is sound without it.
    const drawn = marked.ok ? marked : typeset(withoutMarks(formula.tex), options);
    if (drawn.ok) return image(drawn.value, clip(formula.plain));
  }
  return formula.plain === '' ? undefined : code(clip(formula.plain));
}

function partBlock(part: PartNote): string {
  const shape = part.shape === undefined ? '' : ` &nbsp; ${code(part.shape)}`;
  const head = part.title === '' ? shape.trim() : `**${escaped(part.title)}**${shape}`;
  return part.text === '' ? head : `${head}  \n${escaped(part.text)}`;
}

/** Alt text of the pointed matrix: what it is and how far its numbers reach. */
function matrixAlt(matrix: HoverMatrix, words: RenderStrings): string {
  const view = matrixView(matrix.tensor);
  const range = view === undefined ? undefined : rangeOf(view);
  const reach =
    range === undefined || Number.isNaN(range.min)
      ? ''
      : `, ${words.range(formatNumber(range.min), formatNumber(range.max))}`;
  return words.heatmapOf(matrix.name, shapeText(matrix.tensor.shape)) + reach;
}

function matrixBlock(input: HoverInput, withImage: boolean): string | undefined {
  const { matrix } = input;
  if (matrix === undefined) return undefined;
  if (withImage) {
    const drawn = heatmapLarge(matrix.tensor, {
      theme: input.theme,
      locale: input.locale,
      rowLabels: matrix.rowLabels,
      columnLabels: matrix.columnLabels,
      rowAxis: matrix.rowAxis,
      columnAxis: matrix.columnAxis,
      scale: matrix.scale,
      maxWidth: contentWidth,
      maxHeight: 154,
    });
    if (drawn !== undefined) return image(drawn, matrixAlt(matrix, strings[input.locale]));
  }
  return fence(matrixText(matrix.tensor, matrix));
}

function stripText(strip: readonly StripCell[]): string {
  return strip
    .slice(0, 24)
    .map((cell, i) => {
      const shape =
        cell.tensor === undefined ? '' : ` ${shapeText(cell.tensor.shape).replaceAll(' ', '')}`;
      const link = i === 0 ? '' : cell.link === 'none' ? ', ' : ' → ';
      return link + cell.name + shape;
    })
    .join('');
}

function stripBlock(input: HoverInput, withImage: boolean): string | undefined {
  if (input.strip.length < 2) return undefined;
  const chain = stripText(input.strip);
  const drawn = withImage
    ? heatmapStrip(input.strip, {
        theme: input.theme,
        locale: input.locale,
        maxWidth: contentWidth,
      })
    : undefined;
  return drawn === undefined
    ? escaped(chain)
    : image(drawn, clip(`${strings[input.locale].steps}: ${chain}`));
}

function symbolCell(symbol: SymbolNote, input: HoverInput, withImage: boolean): string {
  if (withImage && symbol.tex !== '') {
    const drawn = typeset(symbol.tex, {
      display: false,
      emPx: symbolEm,
      color: palettes[input.theme].foreground,
      maxWidth: 120,
      lowered: true,
      japanese: input.locale === 'ja',
    });
    if (drawn.ok) return image(drawn.value, symbol.text);
  }
  return codeCell(clip(symbol.text));
}

function symbolTable(input: HoverInput, detail: Detail, images: boolean): string | undefined {
  if (input.symbols.length === 0) return undefined;
  const words = strings[input.locale];
  const shown = input.symbols.slice(0, detail.maxSymbols);
  const space = '&nbsp;&nbsp;';
  const rows = shown.map((symbol) =>
    [
      symbolCell(symbol, input, images && detail.symbolImages),
      `${space}${escaped(symbol.meaning)}${space}`,
      symbol.shape === undefined ? '' : codeCell(symbol.shape),
    ].join(' | '),
  );
  const rest = input.symbols.length - shown.length;
  return [
    `| ${words.symbol} | ${space}${words.meaning} | ${words.shape} |`,
    '|:--|:--|:--|',
    ...rows.map((row) => `| ${row} |`),
    ...(rest > 0 ? [`| … | ${space}${words.more(rest)} | |`] : []),
  ].join('\n');
}

function compose(input: HoverInput, detail: Detail): string {
  const { images } = input;
  const blocks = [
    [titleLine(input), ...input.problems.slice(0, 4).map((p) => `⚠ ${escaped(p)}`)].join('  \n'),
    formulaBlock(input, images && detail.formula),
    input.part === undefined ? undefined : partBlock(input.part),
    matrixBlock(input, images && detail.matrix),
    stripBlock(input, images && detail.strip),
    input.observation === undefined ? undefined : escaped(input.observation),
    input.summary === undefined || input.summary === input.part?.text
      ? undefined
      : escaped(input.summary),
    symbolTable(input, detail, images),
    input.plainLine === undefined ? undefined : escaped(input.plainLine),
  ];
  return blocks.filter((block) => block !== undefined && block !== '').join('\n\n');
}

/**
 * The Markdown of a hover: what matters first on top, so that 500 × 250 pixels answer the question,
 * and everything else below. Measures the Markdown it made and leaves out pictures, the least
 * important first, until it is within the budget; a picture is never cut.
 */
export function renderHover(input: HoverInput): { readonly markdown: string } {
  const budget = input.budget ?? defaultBudget;
  let markdown = '';
  for (const detail of details) {
    markdown = compose(input, detail);
    if (markdown.length <= budget) return { markdown };
  }
  const plain = compose(
    { ...input, images: false, symbols: [], summary: undefined, matrix: undefined, strip: [] },
    { formula: false, matrix: false, strip: false, symbolImages: false, maxSymbols: 0 },
  );
  return { markdown: plain.length <= budget ? plain : titleLine({ ...input, html: false }) };
}
