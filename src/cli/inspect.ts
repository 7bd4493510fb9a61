import { analyze, type AnalyzedText } from '../analysis.js';
import type { DocumentLanguage, JsonDocument, JsonFile } from '../analysisTypes.js';
import type { InspectArguments } from './arguments.js';
import { textReport } from './report.js';

const byExtension: Readonly<Record<string, DocumentLanguage>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdx': 'markdown',
  '.tex': 'latex',
  '.py': 'python',
  '.ipynb': 'notebook',
};

/** Notes come under many names; what is not known by its ending is read as Markdown. */
const languageOf = (path: string): DocumentLanguage =>
  byExtension[/\.[A-Za-z]+$/.exec(path)?.[0].toLowerCase() ?? ''] ?? 'markdown';

export interface InspectResult {
  readonly output: string;
  /** One sentence for every file that could not be read or parsed at all. */
  readonly failures: readonly string[];
}

/** Text of a file; without a mark that says otherwise it is UTF-8. Offsets count the mark. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** Runs `inspect`; reading goes through `io` so that it can be tested. */
export function inspect(
  args: InspectArguments,
  io: { readonly read: (path: string) => Uint8Array },
): InspectResult {
  const files: JsonFile[] = [];
  const failures: string[] = [];
  for (const path of args.paths) {
    let result: AnalyzedText;
    try {
      result = analyze(decode(io.read(path)), {
        language: args.language ?? languageOf(path),
        locale: args.locale,
        maxElements: args.maxElements,
        ...(args.at === undefined ? {} : { at: args.at }),
      });
    } catch (error) {
      failures.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    const unreadable = result.problems.find((p) => p.code === 'notebook');
    if (unreadable !== undefined) failures.push(`${path}: ${unreadable.message}`);
    files.push({ path, ...result });
  }
  const document: JsonDocument = { version: 1, files };
  const output = args.json ? `${JSON.stringify(document)}\n` : textReport(document);
  return { output, failures };
}
