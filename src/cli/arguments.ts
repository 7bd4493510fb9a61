import { parseArgs } from 'node:util';
import type { DocumentLanguage } from '../analysisTypes.js';
import { err, ok, type Result } from '../program/problem.js';
import type { Position } from '../program/span.js';

export interface InspectArguments {
  readonly command: 'inspect';
  readonly paths: readonly string[];
  readonly language: DocumentLanguage | undefined;
  readonly at: Position | undefined;
  readonly json: boolean;
  readonly maxElements: number;
  readonly locale: 'en' | 'ja';
  /** A JSON file with TeX macros: name → body, as in VS Code's markdown.math.macros. */
  readonly macros?: string;
}

export type Arguments = InspectArguments | { readonly command: 'help' };

export const usage = `Usage: attention-lens inspect FILE… [options]
Reads Markdown (.md), TeX (.tex), Python (.py) and notebooks (.ipynb); - is standard input.

  --json                 print one JSON document (version 1)
  --at LINE:COLUMN       only what a hover there would use (one-based)
  --language LANGUAGE    markdown, latex, python or notebook, where the name does not tell
  --max-elements N       leave out the data of larger tensors (default 65536)
  --locale en|ja         language of titles and texts (default en)
  --macros FILE          TeX macros, a JSON object as in VS Code's markdown.math.macros`;

const languages: readonly string[] = ['markdown', 'latex', 'python', 'notebook'];

function position(text: string): Position | undefined {
  const match = /^(\d+):(\d+)$/.exec(text);
  const line = Number(match?.[1]);
  const column = Number(match?.[2]);
  return line >= 1 && column >= 1 ? { line: line - 1, character: column - 1 } : undefined;
}

/** Reads the command line; the error says what is wrong with it. */
export function parseArguments(args: readonly string[]): Result<Arguments, string> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        at: { type: 'string' },
        language: { type: 'string' },
        'max-elements': { type: 'string', default: '65536' },
        locale: { type: 'string', default: 'en' },
        macros: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return ok({ command: 'help' });
  const [command, ...paths] = positionals;
  if (command !== 'inspect') return err(`Unknown command: ${command ?? '(none)'}.`);
  if (paths.length === 0) return err('No file given.');
  const { language, at, locale } = values;
  if (language !== undefined && !languages.includes(language)) {
    return err(`Unknown language: ${language}.`);
  }
  const where = at === undefined ? undefined : position(at);
  if (at !== undefined && where === undefined) return err(`--at wants LINE:COLUMN, not ${at}.`);
  const maxElements = Number(values['max-elements']);
  if (!/^\d{1,15}$/.test(values['max-elements'])) {
    return err(`--max-elements wants a whole number, not ${values['max-elements']}.`);
  }
  if (locale !== 'en' && locale !== 'ja') return err(`--locale is en or ja, not ${locale}.`);
  if (paths.includes('-') && language === undefined) {
    return err('Standard input wants --language.');
  }
  return ok({
    command,
    paths,
    language: language as DocumentLanguage | undefined,
    at: where,
    json: values.json,
    maxElements,
    locale,
    ...(values.macros === undefined ? {} : { macros: values.macros }),
  });
}
