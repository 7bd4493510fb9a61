// Names that exist where the code runs: Node for the tools, a browser for the webview. Types are
// TypeScript's business; this list is for plain JavaScript files.
const names = [
  'AbortController',
  'AbortSignal',
  'Buffer',
  'URL',
  'clearInterval',
  'clearTimeout',
  'console',
  'document',
  'fetch',
  'performance',
  'process',
  'setInterval',
  'setTimeout',
  'structuredClone',
  'window',
];
export default Object.fromEntries(names.map((name) => [name, 'readonly']));
