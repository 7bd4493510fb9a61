import type { Span } from '../../program/span.js';
import { coverSpans } from '../../program/span.js';
import { listSpan } from './layout/reader.js';
import type { Node, NodeOf } from './nodes.js';
import { plain } from './symbols.js';
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

/**
 * Characters that only their neighbours explain: the full stop of `Q.K^T`, which multiplies where it
 * stands as close to what follows as to what is before it, and the letter Σ typed as a sum.
 */
export function settleCharacters(nodes: readonly Node[]): readonly Node[] {
  if (!nodes.some((n) => isStop(n) || sumOf(n) !== undefined)) return nodes;
  return nodes.map((node, i): Node => {
    const next = nodes[i + 1];
    if (isStop(node)) {
      const multiplies = i > 0 && next !== undefined && next.glued === node.glued && isFactor(next);
      return multiplies ? { ...node, kind: 'symbol', text: '\\cdot' } : node;
    }
    const sum = next === undefined || !isFactor(next) ? undefined : sumOf(node);
    return sum ?? node;
  });
}

const isStop = (node: Node): boolean => node.kind === 'symbol' && node.text === '.';

const isFactor = (node: Node): boolean => node.kind !== 'symbol' && node.kind !== 'separator';

/** `Σ_j` and `Π_{i=1}^n` as big operators; `\Sigma` is always the letter. */
function sumOf(node: Node): Node | undefined {
  if (node.kind !== 'scripts' || node.base?.kind !== 'letter' || node.sub === undefined) {
    return undefined;
  }
  const { span, text } = node.base;
  const operator = text === '\\Sigma' ? '\\sum' : text === '\\Pi' ? '\\prod' : undefined;
  if (operator === undefined || span.end - span.start > 1) return undefined;
  const index = plain(node.sub);
  if (!/^[ijklmnt]+$/.test(index) && !/^[a-z]\s*(?:=|\\in)/.test(index)) return undefined;
  return { ...node, base: { ...node.base, kind: 'symbol', text: operator } };
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
