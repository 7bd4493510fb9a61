/** A picture that needs nothing from outside; sizes in CSS pixels. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element's content or an attribute; characters that XML 1.0 forbids are left out. */
export const escapeXml = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/[&<>"']/g, (c) => entities[c] ?? c);

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** At most two decimals, without trailing zeros: enough for half a device pixel at 300 %. */
export const fixed = (x: number): string => {
  const rounded = Math.round(x * 100) / 100;
  return Object.is(rounded, -0) ? '0' : String(rounded);
};

/** One element. Attributes are quoted with `'`, which a data URI need not escape. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}='${typeof value === 'number' ? fixed(value) : escapeXml(String(value))}'`,
    )
    .join('');
  return content === '' ? `<${name}${list}/>` : `<${name}${list}>${content}</${name}>`;
}

/** Fonts of VS Code's interface, with Japanese ones before the generic family picks a Chinese glyph. */
export const sansSerif =
  'system-ui,-apple-system,Segoe UI,Ubuntu,Hiragino Sans,Yu Gothic UI,Meiryo,Noto Sans CJK JP,sans-serif';

/** Serif fonts that go with the formula's own letters. */
export const serif = 'Hiragino Mincho ProN,Yu Mincho,Noto Serif CJK JP,Noto Serif JP,serif';

/** A whole picture; `label` is what a screen reader says. */
export function picture(
  width: number,
  height: number,
  content: string,
  attributes: Attributes = {},
): Picture {
  const w = Math.ceil(width);
  const h = Math.ceil(height);
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: w,
      height: h,
      viewBox: `0 0 ${w} ${h}`,
      ...attributes,
    },
    content,
  );
  return { svg, width: w, height: h };
}

export interface TextOptions {
  readonly fill: string;
  readonly size: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  readonly rotate?: number;
}

/** A line of text with its baseline at (x, y). */
export const text = (x: number, y: number, content: string, options: TextOptions): string =>
  element(
    'text',
    {
      x,
      y,
      fill: options.fill,
      'font-size': options.size,
      'text-anchor': options.anchor === 'start' ? undefined : options.anchor,
      'font-weight': options.bold === true ? 600 : undefined,
      transform:
        options.rotate === undefined
          ? undefined
          : `rotate(${options.rotate} ${fixed(x)} ${fixed(y)})`,
    },
    escapeXml(content),
  );
