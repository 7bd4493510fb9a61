import type { Span } from '../../program/span.js';
import { library, type PyObject } from './objects.js';
import type { Reader } from './reader.js';
import { readModules } from './tables/library.js';
import { isSizeName, unknown } from './unknown.js';
import { quietModules } from './unread.js';

/** Longest text looked through for what is done with a name. */
const maxText = 200_000;

/** `q.shape`, `q @ k`, `k.transpose(…)`: what only tensors have done to them. */
const asTensorIn = (name: string): RegExp =>
  new RegExp(
    String.raw`(?<![\w.])${name}\s*(?:\.(?:shape|T|mT|size\(|transpose\(|permute\(|view\(|unsqueeze\()|@)|@\s*${name}(?![\w(])`,
  );

/**
 * What a name from a module stands for. Of a file that is not there, a name in capitals that reads as
 * a size is a constant of the project (`EMBED_DIM`), and one that the code transposes or multiplies is a tensor; neither can be
 * called, so nothing but its value is lost.
 */
export function imported(r: Reader, module: string, name: string, span: Span): PyObject {
  const otherwise = library(`${module}.${name}`);
  if (readModules.test(module) || quietModules.test(module)) return otherwise;
  const constant = name === name.toUpperCase() && isSizeName(name);
  const tensor =
    /^[a-z]\w*$/.test(name) &&
    r.sources.some((text) => text.length < maxText && asTensorIn(name).test(text));
  return constant || tensor ? unknown(r, name, 'free', span) : otherwise;
}
