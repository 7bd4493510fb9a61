import { analyze, type AnalyzeOptions } from '../analysis.js';
import type { DocumentLanguage, JsonProblem } from '../analysisTypes.js';
import type { InspectArguments } from './arguments.js';
import { createJsonStream } from './jsonStream.js';
import { parseMacros } from './macros.js';
import { encoder, type IsDone, type Sink } from './output.js';
import { writeDocument, type PartThreads } from './parts.js';
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

/** Where files come from and where the output goes. */
export interface InspectIo {
  readonly read: (path: string) => Uint8Array;
  readonly write: Sink;
  /** Left out where bytes are not needed any more once they are written. */
  readonly isWritten?: IsDone;
  /** Left out where one thread does everything. */
  readonly threads?: PartThreads;
}

/** Writes what is found for a person to read. Gives the problems of the text. */
function report(
  path: string,
  text: string,
  options: AnalyzeOptions,
  write: Sink,
): readonly JsonProblem[] {
  const { items, problems } = analyze(text, options);
  write(encoder.encode(textReport({ version: 1, files: [{ path, items, problems }] })));
  return problems;
}

/** Runs `inspect`. Gives one sentence for every file that could not be read or parsed at all. */
export async function inspect(args: InspectArguments, io: InspectIo): Promise<readonly string[]> {
  const failures: string[] = [];
  const stream = args.json ? createJsonStream(io.write, io.isWritten) : undefined;
  let macros: Readonly<Record<string, string>> = {};
  if (args.macros !== undefined) {
    try {
      const read = parseMacros(decode(io.read(args.macros)));
      if (read === undefined) failures.push(`${args.macros}: This is no JSON object of macros.`);
      macros = read ?? {};
    } catch (error) {
      failures.push(`${args.macros}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const path of args.paths) {
    try {
      const text = decode(io.read(path));
      const language = args.language ?? languageOf(path);
      const { locale, maxElements, at } = args;
      const asked = { language, locale, maxElements, macros };
      const options: AnalyzeOptions = at === undefined ? asked : { ...asked, at };
      const problems =
        stream === undefined
          ? report(path, text, options, io.write)
          : await writeDocument(text, options, io.threads, () => stream.open(path));
      const unreadable = problems.find((p) => p.code === 'notebook');
      if (unreadable !== undefined) failures.push(`${path}: ${unreadable.message}`);
    } catch (error) {
      failures.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  stream?.end();
  return failures;
}
