import { kinds } from './en/kinds.js';
import { operations } from './en/operations.js';
import { phrases } from './en/phrases.js';
import { roles } from './en/roles.js';
import type { Prose } from './types.js';

export const en: Prose = { kinds, roles, operations, phrases };
