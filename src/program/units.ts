/** Words and abbreviations that give a number another size than its digits say. */
const latin =
  '[KMGTPB]|[kKMGTP]i?[Bb](?:ps|its?|ytes?)?|[kMGTP]?(?:Hz|W|J|eV)|[mnµμu]?s|[kcmnµμ]?m|[km]?g|bytes?|[Bb]its?|[KMGTPE]?FLOP(?:s|S)?|hundred|thousand|million|billion|trillion|percent|sec(?:onds?|s)?|min(?:utes?|s)?|h(?:ours?|rs?)?|days?|weeks?|months?|years?|dollars?|USD|x';
const japanese =
  '[百千万億兆萬亿秒分時日年月週円元倍個枚回％‰℃]|パーセント|バイト|ビット|ミリ|キロ|メガ|ギガ';

const glued = new RegExp(`^(?:[A-Za-zµμ%°]|${japanese})`);
const apart = new RegExp(`^[ \\u00a0~]?(?:(?:${latin})(?![A-Za-z])|\\\\?[%°]|${japanese})`);

/** True where a text that follows a number begins with a unit of it: `67` and `M`, `30` and ` ms`. */
export const isUnit = (after: string): boolean => glued.test(after) || apart.test(after);

const measured = new RegExp(`(\\d)[ \\u00a0]?(?:(?:${latin})(?![A-Za-z])|[%°]|${japanese})`, 'g');

/** A text without the units of its numbers. */
export const withoutUnits = (text: string): string => text.replaceAll(measured, '$1');
