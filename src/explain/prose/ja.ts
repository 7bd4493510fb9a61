import { kinds } from './ja/kinds.js';
import { operations } from './ja/operations.js';
import { phrases } from './ja/phrases.js';
import { roles } from './ja/roles.js';
import type { Prose } from './types.js';

export const ja: Prose = { kinds, roles, operations, phrases };
