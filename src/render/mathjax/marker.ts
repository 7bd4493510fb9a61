import type { MmlNode } from 'mathjax-full/js/core/MmlTree/MmlNode.js';
import { Configuration } from 'mathjax-full/js/input/tex/Configuration.js';
import { CommandMap, MacroMap } from 'mathjax-full/js/input/tex/SymbolMap.js';
import type { ParseMethod } from 'mathjax-full/js/input/tex/Types.js';
import { TextMacrosMethods } from 'mathjax-full/js/input/tex/textmacros/TextMacrosMethods.js';

/**
 * What is used of MathJax's parser. Its own modules with default exports are not imported: bundlers
 * and Node disagree on what such a CommonJS default is.
 */
interface Parser {
  ParseArg(name: string): MmlNode;
  GetArgument(name: string): string;
  GetStar(): boolean;
  create(kind: 'node', type: string): MmlNode;
  Push(node: MmlNode): void;
}

/** Attribute of the node that the pointed part became. */
export const markAttribute = 'data-al-mark';

/** The argument as one node, without the extra braces that would change its spacing. */
function argumentNode(parser: Parser, name: string): MmlNode {
  const argument = parser.ParseArg(name);
  if (!argument.isInferred) return argument;
  const [only] = argument.childNodes;
  if (argument.childNodes.length === 1 && only !== undefined) return only as MmlNode;
  const row = parser.create('node', 'mrow');
  for (const child of [...argument.childNodes]) row.appendChild(child);
  return row;
}

const method = (run: (parser: Parser, name: string) => void): ParseMethod =>
  run as unknown as ParseMethod;

new CommandMap(
  'attention-lens-marker',
  { alMark: 'Mark', tag: 'Ignore', label: 'Ignore', eqref: 'Ignore', ref: 'Ignore' },
  {
    Mark: method((parser, name) => {
      const node = argumentNode(parser, name);
      node.attributes.set(markAttribute, 'true');
      parser.Push(node);
    }),
    Ignore: method((parser, name) => {
      parser.GetStar();
      parser.GetArgument(name);
    }),
  },
);

/**
 * `\alMark{…}` marks the part under the cursor and changes nothing else. Numbers and labels of
 * equations are left out: they mean nothing in a picture of one formula, and a label given twice
 * would be an error.
 */
export const markerPackage = 'attentionLensMarker';
Configuration.create(markerPackage, {
  priority: -10,
  handler: { macro: ['attention-lens-marker'] },
});

const literally = (parser: { text: string }, char: string): void => {
  parser.text += char;
};

new MacroMap(
  'attention-lens-text',
  { _: 'Literal', '^': 'Literal', '&': 'Literal', '#': 'Literal' },
  { ...TextMacrosMethods, Literal: literally } as unknown as Record<string, ParseMethod>,
);

/** In text, `_`, `^`, `&` and `#` stand for themselves: `\text{d_k}` is common and plain TeX's error helps nobody. */
export const looseTextPackage = 'attentionLensText';
Configuration.create(looseTextPackage, {
  parser: 'text',
  priority: 1,
  handler: { character: ['attention-lens-text'] },
});
