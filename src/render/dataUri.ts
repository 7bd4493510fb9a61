const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of the UTF-8 bytes of a text; needs neither Buffer nor btoa. */
export function base64(content: string): string {
  const bytes = new TextEncoder().encode(content);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] ?? 0;
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    const n = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out += alphabet.charAt(n >> 18) + alphabet.charAt((n >> 12) & 63);
    out += b === undefined ? '=' : alphabet.charAt((n >> 6) & 63);
    out += c === undefined ? '=' : alphabet.charAt(n & 63);
  }
  return out;
}

/**
 * What stays as it is in a data URI inside a Markdown image: no space, quote, bracket or `|` (VS Code
 * reads sizes after it), no `&` (it would be taken for an entity), and nothing that is markup.
 */
const safe = /[^A-Za-z0-9\-.,:;=/'+]/gu;

const percent = (content: string): string =>
  content.replace(safe, (char) =>
    char.length === 1 && char.charCodeAt(0) < 128
      ? `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
      : encodeURIComponent(char),
  );

/** An SVG as a data URI, by whichever encoding is shorter. */
export function svgDataUri(svg: string): string {
  const escaped = `data:image/svg+xml,${percent(svg)}`;
  // Four characters for three bytes of at least one per character: mostly longer without looking.
  if (escaped.length <= (svg.length * 4) / 3) return escaped;
  const encoded = `data:image/svg+xml;base64,${base64(svg)}`;
  return escaped.length <= encoded.length ? escaped : encoded;
}
