import type { AnalyzedItem } from '../analysisTypes.js';
import type { Bindings } from '../engine/trace.js';

export const toPyTorch = (_item: AnalyzedItem, _bindings: Bindings): string => '';
