import type { MathSpan } from '../delimiters.js';

/** Components that MDX pages show formulas with: of react-katex, Docusaurus sites and the like. */
const names = '(?:Block|Inline|Display)?Math(?:Block)?|TeX|Tex|La[Tt]e[Xx]|Ka[Tt]e[Xx]|Equation';
/** `<BlockMath math="…" />`, `<TeX math={String.raw`…`} />` */
const attribute = new RegExp(
  String.raw`<(${names})\s[^<>"'${'`'}]{0,300}?\b(?:math|tex|formula|expression|latex)=(?:\{\s{0,9}(?:String\.raw)?)?(["'${'`'}])`,
  'y',
);
/** `<BlockMath>{`…`}</BlockMath>` */
const child = new RegExp(
  String.raw`<(${names})(?:\s[^<>]{0,300})?>\s{0,99}\{\s{0,99}(?:String\.raw)?(["'${'`'}])`,
  'y',
);
const rest: Readonly<Record<'attribute' | 'child', RegExp>> = {
  attribute: /\s{0,99}\}?[^<>"'`]{0,300}>/y,
  child: /\s{0,99}\}\s{0,99}<\/\w{1,20}>/y,
};
const maxLength = 5_000;

/** The formula of a component that stands at `at`, where its text is written out there. */
export function componentAt(text: string, at: number, to = text.length): MathSpan | undefined {
  for (const form of ['attribute', 'child'] as const) {
    const pattern = form === 'attribute' ? attribute : child;
    pattern.lastIndex = at;
    const [opened = '', name = '', quote = ''] = pattern.exec(text) ?? [];
    if (opened === '') continue;
    const start = at + opened.length;
    const body = text.slice(start, Math.min(to, start + maxLength));
    const length = body.indexOf(quote);
    // `${width}` is known when the page runs, not before.
    if (length < 1 || body.slice(0, length).includes('${')) return undefined;
    const close = rest[form];
    close.lastIndex = start + length + 1;
    const closed = close.exec(text)?.[0];
    const end = start + length + 1 + (closed?.length ?? 0);
    if (closed === undefined || end > to) return undefined;
    const display = /Block|Display|Equation/.test(name) || /\s(?:block|display)\b/.test(opened);
    return { inner: { start, end: start + length }, outer: { start: at, end }, display };
  }
  return undefined;
}

/** Formulas of the components in a block of HTML. */
export function findComponents(html: string): MathSpan[] {
  const found: MathSpan[] = [];
  for (let i = html.indexOf('<'); i >= 0; i = html.indexOf('<', i + 1)) {
    const math = componentAt(html, i);
    if (math === undefined) continue;
    found.push(math);
    i = math.outer.end - 1;
  }
  return found;
}
