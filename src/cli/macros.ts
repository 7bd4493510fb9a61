/**
 * TeX macros of a JSON file, names with or without their backslash, as in VS Code's setting
 * `markdown.math.macros`; undefined where the text holds no such object.
 */
export function parseMacros(json: string): Readonly<Record<string, string>> | undefined {
  try {
    const parsed: unknown = JSON.parse(json.replace(/^\uFEFF/, ''));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    const entries = Object.entries(parsed).flatMap(([name, body]): [string, string][] =>
      typeof body === 'string' ? [[name.replace(/^\\/, ''), body]] : [],
    );
    return Object.fromEntries(entries);
  } catch {
    return undefined;
  }
}
