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

/** Runs `inspect`; reading goes through `io` so that it can be tested. */
export function inspect(
  args: InspectArguments,
  io: { readonly read: (path: string) => Uint8Array },
): InspectResult {
  const files: JsonFile[] = [];
  const failures: string[] = [];
  for (const path of args.paths) {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(io.read(path));
    } catch (error) {
      failures.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    const language = args.language ?? languageOf(path);
    const result: AnalyzedText = analyze(text, {
      language,
      locale: args.locale,
      maxElements: args.maxElements,
      ...(args.at === undefined ? {} : { at: args.at }),
    });
    const unreadable = result.problems.find((p) => p.code === 'notebook');
    if (unreadable !== undefined) failures.push(`${path}: ${unreadable.message}`);
    files.push({ path, ...result });
  }
  const document: JsonDocument = { version: 1, files };
  const output = args.json ? `${JSON.stringify(document)}\n` : textReport(document);
  return { output, failures };
}
