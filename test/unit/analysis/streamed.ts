import { inspectText } from '../../../src/analysis.js';
import { createJsonStream } from '../../../src/cli/jsonStream.js';

/** Items of a Markdown text as the command line streams them. */
export function streamedItems(text: string): unknown {
  const chunks: Uint8Array[] = [];
  const stream = createJsonStream((bytes) => chunks.push(bytes.slice()));
  const inspection = inspectText(text, { language: 'markdown', maxElements: 100 });
  const file = stream.open('note.md');
  file.items(inspection);
  file.end(inspection.problems());
  stream.end();
  const { files } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    files: readonly { readonly items: unknown }[];
  };
  return files[0]?.items;
}
