import type { LiteDocument } from 'mathjax-full/js/adaptors/lite/Document.js';
import type { LiteElement } from 'mathjax-full/js/adaptors/lite/Element.js';
import type { LiteText } from 'mathjax-full/js/adaptors/lite/Text.js';
import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js';
import type { MathDocument } from 'mathjax-full/js/core/MathDocument.js';
import type { MmlNode } from 'mathjax-full/js/core/MmlTree/MmlNode.js';
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { mathjax } from 'mathjax-full/js/mathjax.js';
import { SVG } from 'mathjax-full/js/output/svg.js';
import type { SVGWrapper } from 'mathjax-full/js/output/svg/Wrapper.js';
import { looseTextPackage, markAttribute, markerPackage } from './marker.js';
import { macros, packages } from './packages.js';
import type { Place, Progress } from './place.js';
import { errorPlace, offsetReached } from './place.js';

/** Extents in em of the box of a typeset node: right, up and down from its origin on the baseline. */
export interface NodeBox {
  readonly element: LiteElement;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

type Wrapper = SVGWrapper<LiteElement, LiteText, LiteDocument>;

/** Boxes of the marked nodes of the formula last typeset, in the order they were met. */
let marked: NodeBox[] = [];

function collectMarks(wrapper: Wrapper): void {
  // Text nodes have no attributes, whatever the type says.
  const attributes = wrapper.node.attributes as MmlNode['attributes'] | null;
  if (attributes?.getExplicit(markAttribute) === 'true') {
    const box = wrapper.getOuterBBox();
    marked.push({ element: wrapper.element, width: box.w, height: box.h, depth: box.d });
  }
  for (const child of wrapper.childNodes) if (child !== undefined) collectMarks(child);
}

/** MathJax's SVG output, which also tells where the marked parts came to lie. */
class MarkingSvg extends SVG<LiteElement, LiteText, LiteDocument> {
  protected override processMath(math: MmlNode, parent: LiteElement): void {
    this.container = parent;
    const wrapper = this.factory.wrap(math);
    const [svg, group] = this.createRoot(wrapper);
    this.typesetSVG(wrapper, svg, group);
    marked = [];
    collectMarks(wrapper);
  }
}

type Document = MathDocument<LiteElement, LiteText, LiteDocument>;

const adaptor = liteAdaptor();
let registered = false;

/** Macros of a text: name without backslash → body with `#1`… */
export type Macros = Readonly<Record<string, string>>;

/** Documents by the macros they know, the last used last. */
const documents = new Map<string, Document>();
const maxDocuments = 4;

/** MathJax's `TexError`, with the place in the source where it gave up. */
export interface PlacedError {
  readonly id: string;
  readonly message: string;
  readonly place: Place | undefined;
}

interface Reader {
  readonly latex: string;
  readonly parseOptions: { readonly parsers: readonly Progress[] };
}

/** Thrown as it is: MathJax's own error is no `Error` either. */
function placed(reader: Reader, error: { id?: unknown; message?: unknown }): PlacedError {
  const { latex, parseOptions } = reader;
  return {
    id: String(error.id),
    message: String(error.message),
    place: errorPlace(latex, offsetReached(latex, parseOptions.parsers), String(error.id)),
  };
}

/** `#1` and `#2` in a body are two arguments. */
function withArguments(body: string): string | [string, number] {
  const count = [...body.matchAll(/#([1-9])/g)].reduce((n, m) => Math.max(n, Number(m[1])), 0);
  return count === 0 ? body : [body, count];
}

function createDocument(own: Macros): Document {
  if (!registered) {
    RegisterHTMLHandler(adaptor);
    registered = true;
  }
  const input = new TeX({
    packages: [...packages, markerPackage],
    textmacros: { packages: ['text-base', looseTextPackage] },
    macros: {
      ...macros,
      ...Object.fromEntries(
        Object.entries(own).map(([name, body]) => [name.replace(/^\\/, ''), withArguments(body)]),
      ),
    },
    noundefined: { color: '', background: '', size: '' },
    maxBuffer: 20 * 1024,
    formatError: (reader: Reader, error: Error) => {
      throw placed(reader, error);
    },
  });
  const output = new MarkingSvg({ fontCache: 'none', internalSpeechTitles: false });
  return mathjax.document('', { InputJax: input, OutputJax: output }) as Document;
}

/** Definitions would stay for the next formula, which may come from another file. */
const defines =
  /\\(?:(?:re|provide)?new(?:command|environment)|renew(?:command|environment)|providecommand|[egx]?def|let|DeclareMathOperator|DeclarePairedDelimiter\w*|newtagform|definecolor)/;

export interface Typeset {
  /** The `<svg>` element; its first group flips the y axis. */
  readonly svg: LiteElement;
  readonly marks: readonly NodeBox[];
}

function documentFor(own: Macros, tex: string): Document {
  const key = JSON.stringify(own);
  const document = documents.get(key) ?? createDocument(own);
  documents.delete(key);
  // A text that defines something leaves a document that no other formula may use.
  if (!defines.test(tex)) documents.set(key, document);
  const [oldest] = documents.keys();
  if (documents.size > maxDocuments && oldest !== undefined) documents.delete(oldest);
  return document;
}

/** Typesets one formula. Throws a `PlacedError` for a formula that can't be read. */
export function convert(tex: string, display: boolean, own: Macros): Typeset {
  const document = documentFor(own, tex);
  document.reset();
  const container = document.convert(tex, { display, em: 16, ex: 16 * 0.442 }) as LiteElement;
  const svg = container.children.find((child): child is LiteElement => child.kind === 'svg');
  if (svg === undefined) throw new Error('MathJax gave no picture');
  return { svg, marks: marked };
}
