/** The library: the same pipeline as the extension and the command line, without VS Code or DOM. */
export { analyze, analyzeDocument, evaluateItem } from './analysis.js';
export type { AnalyzedText, AnalyzeOptions } from './analysis.js';
export type * from './analysisTypes.js';
export { attention, streamAttention } from './engine/attention.js';
export type * from './engine/attention/types.js';
export { evaluate } from './engine/evaluate.js';
export { differentiate } from './engine/gradients/differentiate.js';
export type * from './engine/gradients/types.js';
export type * from './engine/trace.js';
export type { Program, Value } from './program/value.js';
export type { Operation } from './program/operation.js';
