/** The number a Python literal stands for; undefined for imaginary ones. */
export function readNumber(text: string): { value: number; float: boolean } | undefined {
  const plain = text.replace(/_/g, '').toLowerCase();
  if (/^0[xob]/.test(plain)) return finite(Number(plain), false);
  if (plain.endsWith('j')) return undefined;
  return finite(Number(plain), /[.e]/.test(plain));
}

const finite = (value: number, float: boolean): { value: number; float: boolean } | undefined =>
  Number.isNaN(value) ? undefined : { value, float };

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

/** The text of a string literal with its prefix and quotes. */
export function readString(source: string): string {
  const match = /^([a-z]*)("""|'''|"|')/i.exec(source);
  if (match === null) return source;
  const [head, prefix = '', quote = ''] = match;
  const end =
    source.endsWith(quote) && source.length >= head.length + quote.length ? quote.length : 0;
  const body = source.slice(head.length, source.length - end);
  return /r/i.test(prefix) ? body : unescape(body);
}

/** Python's escape sequences in `body` replaced; unknown ones stay as they are. */
export function unescape(body: string): string {
  return body.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\s\S]))/gi,
    (all: string, x?: string, u?: string, long?: string, one?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) {
        const code = parseInt(hex, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : all;
      }
      if (one === '\\' || one === "'" || one === '"') return one;
      return escapes[one ?? ''] ?? all;
    },
  );
}
