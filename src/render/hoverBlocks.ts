import type { PartNote, SymbolNote } from '../explain/types.js';
import type { Place } from '../analysisTypes.js';
import { lineTarget, runsPlace } from '../protocol/worker.js';
import { heatmapLarge } from './heatmapLarge.js';
import { heatmapStrip } from './heatmapStrip.js';
import type { HoverInput, HoverMatrix } from './hoverInput.js';
import { code, codeCell, escapeMarkdown, fence, image } from './markdown.js';
import { matrixText } from './matrixText.js';
import { matrixView, rangeOf, shapeText } from './matrixView.js';
import { formatNumber } from './numbers.js';
import { palettes } from './palette.js';
import type { StripCell } from './station.js';
import type { RenderStrings } from './strings.js';
import { strings } from './strings.js';
import type { TypesetOptions } from './mathjax.js';
import { sourceOf, typeset, withoutMarks } from './typesetter.js';

/** Pixels that the narrowest hover has for its contents. */
const contentWidth = 476;
const formulaEm = 17;
const symbolEm = 15.5;

/** Longer texts are cut, so that even the plainest hover is within any budget. */
const maxText = 1200;

const clip = (content: string): string =>
  content.length <= maxText ? content : `${content.slice(0, maxText - 1)}…`;

/** Text of a reader's document, cut where it is endless, as Markdown. */
export const escaped = (content: string): string => escapeMarkdown(clip(content));

export function titleLine(input: HoverInput): string {
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

export function formulaBlock(input: HoverInput, withImage: boolean): string | undefined {
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
      macros: formula.macros,
    };
    const marked = typeset(formula.tex, options);
    // A mark in an odd place can break a formula that is sound without it.
    const drawn = marked.ok ? marked : typeset(withoutMarks(formula.tex), options);
    if (drawn.ok) return image(drawn.value, clip(formula.plain));
    const rejected = rejectedSource(formula.tex, options);
    if (rejected !== undefined) return rejected;
  }
  return formula.plain === '' ? undefined : code(clip(formula.plain));
}

/**
 * A formula that can't be typeset, as it is written, with the place where it goes wrong between bold
 * marks; undefined where that place is not known.
 */
function rejectedSource(marked: string, options: TypesetOptions): string | undefined {
  const tex = sourceOf(marked);
  const read = typeset(tex, options);
  if (read.ok || read.error.span === undefined || tex.length > maxText) return undefined;
  const { start, end } = read.error.span;
  const pieces = [
    code(tex.slice(0, start)),
    `**⚠\u00a0${code(tex.slice(start, end))}**`,
    code(tex.slice(end)),
  ];
  return pieces.filter((piece) => piece !== '').join(' ');
}

export function partBlock(part: PartNote, input: HoverInput): string {
  const shape = part.shape === undefined ? '' : ` &nbsp; ${code(part.shape)}`;
  const title = placed(`**${escaped(part.title)}**`, part.meaningAt, input);
  const head = part.title === '' ? shape.trim() : `${title}${shape}`;
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

export function matrixBlock(input: HoverInput, withImage: boolean): string | undefined {
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

export function stripBlock(input: HoverInput, withImage: boolean): string | undefined {
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

/** A place in the document, as a link where it is a line of the same text. */
function placeLink({ line, cell }: Pick<Place, 'line' | 'cell'>, input: HoverInput): string {
  const words = strings[input.locale].place(line, cell);
  return cell === undefined ? `[${words}](${lineTarget(line)})` : words;
}

const placed = (content: string, place: Place | undefined, input: HoverInput): string =>
  place === undefined ? content : `${content} (${placeLink(place, input)})`;

function symbolCell(symbol: SymbolNote, input: HoverInput, withImage: boolean): string {
  if (withImage && symbol.tex !== '') {
    const drawn = typeset(symbol.tex, {
      display: false,
      emPx: symbolEm,
      color: palettes[input.theme].foreground,
      maxWidth: 120,
      lowered: true,
      japanese: input.locale === 'ja',
      macros: input.formula?.macros,
    });
    if (drawn.ok) return image(drawn.value, symbol.text);
  }
  return codeCell(clip(symbol.text));
}

export function symbolTable(
  input: HoverInput,
  withImages: boolean,
  maxSymbols: number,
): string | undefined {
  if (input.symbols.length === 0) return undefined;
  const words = strings[input.locale];
  const shown = input.symbols.slice(0, maxSymbols);
  const space = '&nbsp;&nbsp;';
  const rows = shown.map((symbol) =>
    [
      symbolCell(symbol, input, withImages),
      `${space}${placed(escaped(symbol.meaning), symbol.meaningAt, input)}${space}`,
      placed(symbol.shape === undefined ? '' : codeCell(symbol.shape), symbol.from, input).trim(),
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

/** Which of several runs the numbers are of; the host puts its links to the others behind it. */
export function ranLine(input: HoverInput): string | undefined {
  const { ran, locale } = input;
  if (ran === undefined) return undefined;
  const words = strings[locale];
  const path = ran.path.map(({ code: text, pass, line }) =>
    [
      code(clip(text)),
      ...(pass === undefined ? [] : [words.pass(pass)]),
      ...(line === undefined ? [] : [`(${placeLink({ line }, input)})`]),
    ].join(' '),
  );
  return `${words.run(ran.number, ran.count)}: ${path.join(' › ')}${runsPlace}`;
}
