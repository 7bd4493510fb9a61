import type { Place } from '../analysisTypes.js';
import type { ValueId } from '../program/value.js';
import { formatNumber } from './numbers.js';
import { scalarValue, sourceText, symbolMeaningText, symbolName, toldOf } from './symbolNotes.js';
import type { PartNote } from './types.js';
import { roleWords, type View } from './view.js';

function text(view: View, id: ValueId): string {
  const { prose } = view;
  const value = view.value(id);
  const role = view.role(id);
  if (value === undefined) return '';
  if (value.operation.kind === 'call') {
    const { layerText, sentences } = prose.phrases;
    return value.operation.layer === true ? layerText : sentences([prose.operations.call.text]);
  }
  if (role !== undefined) return roleWords(view, id, role).text;
  return prose.operations[value.operation.kind].text;
}

/**
 * What is said first about the value under the cursor: a symbol by its meaning (`d_k – number of
 * features of a query and of a key`), any other part by its role or operation.
 */
export function partNote(view: View, id: ValueId): PartNote {
  const value = view.value(id);
  const name = view.name(id);
  const number = scalarValue(view, id);
  const shape = number === undefined ? view.shapeText(id) : undefined;
  if (value === undefined) return { title: name, text: '', shape };
  const { prose } = view;
  const isSymbol = value.operation.kind === 'input' || value.operation.kind === 'dimension';
  const role = view.role(id);
  if (isSymbol && symbolName(value) !== undefined) {
    const here = number === undefined ? '' : prose.phrases.hereIs(name, number);
    const more =
      role === undefined
        ? value.operation.kind === 'dimension' || number !== undefined
          ? ''
          : text(view, id)
        : text(view, id);
    return {
      title: prose.phrases.titled(name, symbolMeaningText(view, id)),
      text: prose.phrases.sentences([here, sourceText(view, id), more]),
      shape,
      ...meaningPlace(view, id),
    };
  }
  const short =
    role === undefined
      ? value.name === undefined
        ? prose.operations[value.operation.kind].title
        : symbolMeaningText(view, id)
      : roleWords(view, id, role).short;
  const isNumber = value.operation.kind === 'tensor' && value.operation.data.length === 1;
  const itself = isNumber && name === number;
  const here =
    number === undefined || itself ? '' : prose.phrases.hereIs(name, formatted(view, id));
  return {
    title: prose.phrases.titled(name, short),
    text: prose.phrases.sentences([
      here,
      value.name === undefined ? '' : sourceText(view, id),
      text(view, id),
    ]),
    shape,
    ...(role === undefined && value.name !== undefined ? meaningPlace(view, id) : {}),
  };
}

function meaningPlace(view: View, id: ValueId): { meaningAt?: Place } {
  const place = toldOf(view, id)?.meaning;
  return place === undefined ? {} : { meaningAt: place };
}

function formatted(view: View, id: ValueId): string {
  const number = view.tensor(id)?.data[0];
  return number === undefined ? '?' : formatNumber(number);
}
