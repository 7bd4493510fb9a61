import type { Span } from '../../program/span.js';
import { coverSpans } from '../../program/span.js';
import { listSpan } from './layout/reader.js';
import type { Node, NodeOf } from './nodes.js';
import { isProse, isProseWord } from './vocabulary.js';

type Complain = (code: string, message: string, span: Span) => void;

/** An opening bracket that nothing closes holds all that follows it; a closing one is dropped. */
export function closeStrays(nodes: readonly Node[], complain: Complain): readonly Node[] {
  if (!nodes.some((n) => isStray(n))) return nodes;
  let rest: Node[] = [];
  let folds = 0;
  for (let k = nodes.length - 1; k >= 0; k--) {
    const node = nodes[k];
    if (node === undefined) continue;
    const stray = isStray(node);
    if (stray !== undefined) {
      const code = stray === 'open' ? 'unclosed-group' : 'unmatched-close';
      complain(
        code,
        `This bracket ${stray === 'open' ? 'is never closed' : 'closes nothing'}.`,
        node.span,
      );
    }
    if (stray === 'open' && rest.length > 0 && folds < 20) {
      folds++;
      rest.reverse();
      const span = coverSpans(node.span, listSpan(rest) ?? node.span);
      rest = [{ kind: 'delimited', open: '(', close: '(', body: rest, span, glued: node.glued }];
    } else if (stray === undefined) rest.push(node);
  }
  return rest.reverse();
}

function isStray(node: Node): 'open' | 'close' | undefined {
  const base = node.kind === 'scripts' ? node.base : node;
  if (base?.kind !== 'symbol') return undefined;
  if (/^(?:[([]|\\(?:\{|langle|lvert|lVert|lfloor|lceil))$/.test(base.text)) return 'open';
  return /^(?:[)\]]|\\(?:\}|rangle|rvert|rVert|rfloor|rceil))$/.test(base.text)
    ? 'close'
    : undefined;
}

/** True for words that speak to the reader instead of naming something. */
export const speaks = (node: NodeOf<'text'>): boolean =>
  node.style === 'run' ? isProseWord(node.text) : isProse(node.text);

/** Words between formulas part them; words alone stay. */
export function withoutProse(nodes: readonly Node[]): readonly Node[] {
  const isProseNode = (n: Node): n is NodeOf<'text'> => n.kind === 'text' && speaks(n);
  if (nodes.length < 2 || !nodes.some(isProseNode)) return nodes;
  return nodes.map((n): Node =>
    isProseNode(n) ? { kind: 'separator', text: '\\quad', span: n.span, glued: n.glued } : n,
  );
}
