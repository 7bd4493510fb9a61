import type { Shape } from '../../program/dim.js';

/** Ways to say a shape in the words after a symbol; the group is its TeX. */
const patterns: readonly RegExp[] = [
  // `$Q$ is an $n \times d_k$ matrix`, `$Q$ は $n \times d_k$ の行列`
  /^[^.。;；\n]{0,60}?\$\s*([^$=]{1,60}(?:\\times|×)[^$=]{1,60})\s*\$\s*[- ]?(?:dimensional\s+)?(?:の)?\s*(?:matri|tensor|array|行列|テンソル|矩阵|张量|shape)/i,
  // `$Q$, of shape $(n, d_k)$`, `$Q$ の形状は $(n, d_k)$`
  /^[^.。;；\n]{0,80}?(?:shape|dimensions?|size|形状|シェイプ|サイズ|维度|形状为)\s*(?:is|of|は|が|:|：|=|为)?\s*(?:\$|`|\()\s*(\(?\[?[^$`=]{1,80}?\]?\)?)\s*(?:\$|`|\)(?!\)))/i,
  // `$Q$ ($n \times d_k$)`, `$Q$: $n \times d_k$`
  /^\s*(?:\*\*|`)*\s*[（(:：]\s*\$\s*([^$=]{1,60}(?:\\times|×)[^$=]{1,60}|\\mathbb\{?R\}?\^[^$]{1,60})\s*\$\s*(?:[)）]|$|[,，、.。])/,
  // `$Q$ (n, d_k)` and `Q: (n, d_k)`
  /^\s*[:：]?\s*[（(]\s*([A-Za-z]\w{0,12}\s*,\s*[A-Za-z0-9]\w{0,12}(?:\s*,\s*\w{1,12}){0,3})\s*[)）]/,
  // `where Q is n × d_k`
  /^\s*(?:is|は|是)\s+(?:an?\s+)?([A-Za-z0-9]\w{0,10}\s*[×x]\s*[A-Za-z0-9]\w{0,10})(?:\s|$|の)/,
];

/** The shape that the words after a symbol give it. */
export function shapeBeside(
  after: string,
  read: (tex: string) => Shape | undefined,
): Shape | undefined {
  for (const pattern of patterns) {
    const tex = pattern.exec(after)?.[1];
    if (tex === undefined) continue;
    const written = tex
      .replaceAll('×', '\\times ')
      .replaceAll(/(?<=\w)\s+x\s+(?=\w)/g, ' \\times ');
    const shape = read(/,/.test(written) && !/^[([]/.test(written) ? `(${written})` : written);
    if (shape !== undefined && shape.length > 0) return shape;
  }
  return undefined;
}
