import type { JsonItem } from '../analysisTypes.js';

/** Numbers whose texts are at hand, by their first two decimals. */
const slots = 1 << 12;
/** Lists at least this long are put together from the texts of their numbers. */
const longList = 64;

const numbers = new Float64Array(slots);
const texts = Array.from({ length: slots }, () => '0');

/**
 * A number in JSON. Example numbers have two decimals, and most stand many times in one output: to
 * find their digits anew costs more than all else that is done with them.
 */
function numberText(x: number): string {
  const slot = Math.round(x * 100) & (slots - 1);
  if (numbers[slot] !== x) {
    numbers[slot] = x;
    texts[slot] = JSON.stringify(x);
  }
  return texts[slot] ?? '';
}

/** What `JSON.stringify` gives for a list of numbers and words. */
export function listText(list: readonly unknown[]): string {
  if (list.length < longList) return JSON.stringify(list);
  let text = '';
  for (let i = 0; i < list.length; i++) {
    const one = list[i];
    text += i === 0 ? '[' : ',';
    text += typeof one === 'number' ? numberText(one) : JSON.stringify(one);
  }
  return `${text}]`;
}

/** What `JSON.stringify` gives for an item, sooner where it has long lists of numbers. */
export function itemText(item: JsonItem): string {
  if (item.values.every(({ data }) => (data?.length ?? 0) < longList)) return JSON.stringify(item);
  const values = item.values.map(({ data, ...value }) => {
    const text = JSON.stringify(value);
    if (data === undefined) return text;
    return `${text.slice(0, -1)},"data":${data === null ? 'null' : listText(data)}}`;
  });
  const fields = Object.entries(item).flatMap(([key, field]: [string, unknown]) => {
    const text = key === 'values' ? `[${values.join()}]` : JSON.stringify(field);
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${fields.join()}}`;
}
