import type { LibraryName, Settings } from '../../../src/program/libraryOperation.js';
import type { Tensor } from '../../../src/engine/trace.js';
import { integers, numbers as n } from './gradientPrograms.js';
import type { GradientCase } from './gradientCases.js';

const c = (
  name: LibraryName,
  settings: Settings,
  inputs: readonly Tensor[],
  of: string = name,
): GradientCase => ({ name: of, operation: { kind: 'library', name, settings }, inputs });

/** x [steps, batch, in], h, weights and biases of one cell with so many gates, and an LSTM's c. */
const cell = (gates: number, more: readonly Tensor[] = []): Tensor[] => [
  n([3, 2, 2], 1),
  n([2, 3], 2),
  n([gates * 3, 2], 3, 0.7),
  n([gates * 3, 3], 4, 0.7),
  n([gates * 3], 5),
  n([gates * 3], 6),
  ...more,
];

const places = integers([2, 3], [0, 2, 1, 1, 1, 0]);

/** Library functions of more than one element that have a way back. */
export const libraryCases: readonly GradientCase[] = [
  c('cumprod', { axis: 1 }, [n([2, 4])]),
  c('cumprod', { axis: 0 }, [n([3, 2])], 'cumprod along the first axis'),
  c('cummax', { axis: -1, part: 'values' }, [n([2, 5])]),
  c('cummin', { axis: 0, part: 'values' }, [n([4, 2])]),
  c('atan2', {}, [n([2, 3]), n([2, 3], 1)]),
  c('scatter', { axis: 1, reduce: 'add' }, [n([2, 3]), places, n([2, 3], 1)], 'scatter that adds'),
  c('scatter', { axis: 1, reduce: 'set' }, [
    n([2, 3]),
    integers([2, 2], [0, 2, 1, 0]),
    n([2, 2], 1),
  ]),
  c('convolution', { stride: [2], padding: [1] }, [n([2, 2, 5]), n([3, 2, 2], 1), n([3], 2)]),
  c(
    'convolution',
    { groups: 2, dilation: [1, 2] },
    [n([1, 2, 3, 4]), n([4, 1, 2, 2], 1)],
    'convolution in groups',
  ),
  c('pool', { kernel: [2], stride: [1] }, [n([2, 4])], 'pool of the largest'),
  c('pool', { kernel: [2, 2], stride: [2, 2], padding: [1, 1], mode: 'average' }, [n([1, 3, 3])]),
  c('recurrent', { mode: 'rnn', part: 'output' }, cell(1), 'recurrent: tanh'),
  c('recurrent', { mode: 'relu', part: 'output' }, cell(1), 'recurrent: relu'),
  c('recurrent', { mode: 'gru', part: 'output', reverse: true }, cell(3), 'recurrent: GRU'),
  c('recurrent', { mode: 'lstm', part: 'output' }, cell(4, [n([2, 3], 7)]), 'recurrent: LSTM'),
  c('recurrent', { mode: 'lstm', part: 'cell' }, cell(4, [n([2, 3], 7)]), 'recurrent: its cells'),
];
