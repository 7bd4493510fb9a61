/** The benchmark, row by row. */
import { codeRow } from './code.mjs';
import { formulaRow } from './formula.mjs';
import { gpt2Row } from './gpt2.mjs';
import { growthRow } from './growth.mjs';
import { headRow } from './head.mjs';
import { keystrokeRow } from './keystroke.mjs';
import { notesGrowthRow, notesRow } from './notes.mjs';
import { startupRow } from './startup.mjs';
import { streamingRow } from './streaming.mjs';

export const rows = [
  ...[4, 64, 512, 2048].map(headRow),
  formulaRow,
  growthRow,
  gpt2Row,
  streamingRow,
  startupRow,
  notesRow,
  notesGrowthRow,
  keystrokeRow,
  codeRow,
];
