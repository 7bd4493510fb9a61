import { coverSpans } from '../../program/span.js';
import type { Expression, ExpressionOf, SymbolName } from './expression.js';
import { functionRule, isLetterFunction } from './functions.js';
import type { NodeOf } from './nodes.js';
import { plainList } from './symbols.js';

/** `K(x - x_i)` is a kernel; keys are multiplied by capitals. */
const isKernel = (symbol: SymbolName, brackets: NodeOf<'delimited'> | undefined): boolean =>
  symbol.name === 'K' && brackets !== undefined && !/[A-Z]/.test(plainList(brackets.body, 0));

/** `D(qk)`, `D(x)`: a variance, or what tells two things apart; a matrix has no brackets close behind it. */
const isMomentOf = (symbol: SymbolName, node: NodeOf<'delimited'> | undefined): boolean =>
  (symbol.name === 'D' && node?.open === '(' && node.glued) ||
  // `\mathbb{V}[x]`
  (symbol.name === 'V' && /^math(?:bb|ds)$/.test(symbol.style ?? '') && node !== undefined);

const comma = /^,$/;
const semicolon = /^;$/;
const bar = /^(?:\||\\mid|∣)$/;

/** True for round brackets with a sign in them. */
const holds = (node: NodeOf<'delimited'> | undefined, sign: RegExp): boolean =>
  node?.open === '(' && node.body.some((n) => n.kind === 'symbol' && sign.test(n.text));

/** `g(a, b)`; `W [a, b]` is a product with a list. */
const hasComma = (node: NodeOf<'delimited'> | undefined): boolean => holds(node, comma);

/** `q(k | x)`: a probability, given something; `W (x | y)` is a product with a row. */
const isGiven = ({ name }: SymbolName, node: NodeOf<'delimited'> | undefined): boolean =>
  node?.glued === true && /^[a-z]$/.test(name) && holds(node, bar);

/** `a_t(u; \theta)`: a function and its parameters; `W (x; y)` is a product with a column. */
const hasParameters = (node: NodeOf<'delimited'> | undefined): boolean => holds(node, semicolon);

/** `a[x_m, x_n]`: a letter of weights before things told apart by their places. */
const isWeighing = (symbol: SymbolName, node: NodeOf<'delimited'> | undefined): boolean =>
  node?.open === '[' &&
  node.glued &&
  /^(?:a|\\alpha|\\kappa)$/.test(symbol.name) &&
  /^[a-z]_[^,]+,[a-z]_[^,]+$/.test(plainList(node.body, 0).replaceAll(/[{}\s]/g, ''));

/** `O [v^{(1)}, \ldots, v^{(k)}]`, `P [z_1 \| \ldots \| z_h]`: a matrix times what stands side by side. */
function projectsParts({ name }: SymbolName, node: NodeOf<'delimited'> | undefined): boolean {
  if (node?.open !== '[' || !/^[A-Z]$/.test(name)) return false;
  const has = (sign: RegExp): boolean =>
    node.body.some((n) => n.kind === 'symbol' && sign.test(n.text));
  const dotted = has(/^(?:\\[clv]?dots|\.\.\.|…)$/) || /\.\.\./.test(plainList(node.body, 0));
  return dotted && (name === 'O' || has(/^(?:\\\||\\Vert|;)$/));
}

/** `\tau_\theta(y)`, `\epsilon_\theta(z)`: a network by its parameters; `R_\theta (x)` is a rotation. */
const isNetwork = ({ base, sub }: SymbolName, node: NodeOf<'delimited'> | undefined): boolean =>
  node?.open === '(' && /^\\[a-z]+$/.test(base) && /^\\(?:theta|vartheta|phi|psi)$/.test(sub ?? '');

/** `D_{KL}(p \| q)`: how far one distribution is from another. */
const isDivergence = ({ base, sub }: SymbolName, node: NodeOf<'delimited'> | undefined): boolean =>
  base === 'D' && /^(?:KL|JS)$/.test(sub ?? '') && node !== undefined;

/** `|x|` and `\|x\|` are operands, not the arguments of what stands before them. */
export const isBars = (node: NodeOf<'delimited'>): boolean =>
  node.open === '|' || node.open === '||';

/** True where the name is applied to the brackets after it rather than multiplied by them. */
export const takesArguments = (
  symbol: SymbolName,
  brackets: NodeOf<'delimited'> | undefined,
): boolean =>
  functionRule(symbol.base) !== undefined ||
  symbol.word ||
  (isLetterFunction(symbol.base) && !projectsParts(symbol, brackets)) ||
  isKernel(symbol, brackets) ||
  isMomentOf(symbol, brackets) ||
  isWeighing(symbol, brackets) ||
  isNetwork(symbol, brackets) ||
  isDivergence(symbol, brackets) ||
  hasComma(brackets) ||
  isGiven(symbol, brackets) ||
  (hasParameters(brackets) && !/^[WU]/.test(symbol.base));

/** What functions of tensors take by name: `\text{softmax}(S, \text{dim}=-1)`. */
const optionName = /^(?:dims?|axis|axes|keep_?dims?)$/;

const isOption = (e: Expression | undefined): boolean =>
  e?.kind === 'symbol' && optionName.test(e.symbol.name);

const openList = (e: Expression): readonly Expression[] =>
  e.kind === 'list' && e.open === '.' && e.separator === ',' ? e.items : [e];

/** `S, dim = -1` reads as a list that equals a number: of its commas each argument is one. */
function withOptions({ parts, relations }: ExpressionOf<'relation'>): Expression[] | undefined {
  const groups = parts.map(openList);
  if (relations.some((r) => r !== 'equal')) return undefined;
  if (!groups.slice(0, -1).every((g) => isOption(g.at(-1)))) return undefined;
  const found: Expression[] = [];
  for (const [first, ...rest] of groups) {
    const name = found.at(-1);
    if (first === undefined) return undefined;
    if (name === undefined) found.push(first, ...rest);
    else {
      const span = coverSpans(name.span, first.span);
      const option: Expression = {
        kind: 'relation',
        parts: [name, first],
        relations: ['equal'],
        signs: ['='],
        span,
      };
      found.splice(-1, 1, option, ...rest);
    }
  }
  return found;
}

/** The arguments that brackets after a function's name hold. */
export function argumentsIn(body: Expression): Expression[] {
  if (body.kind === 'missing') return [];
  if (body.kind === 'list' && body.open === '.') return [...body.items];
  return (body.kind === 'relation' ? withOptions(body) : undefined) ?? [body];
}
