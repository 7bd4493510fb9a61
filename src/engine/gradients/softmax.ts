import { alongRow, rowwise } from './alongAxis.js';
import { ofFirst, type SharedPullback } from './pullback.js';

/** y (g − Σ g y): a row's gradients sum to 0. */
const softmax: SharedPullback<{ readonly axis: number }> = ({ axis }, step) =>
  ofFirst(step, (x) => {
    const [g, y] = [step.gradient.data, step.output.data];
    const { spend } = step.context;
    return rowwise(x, axis, step, (row, target) => {
      let along = 0;
      alongRow(row, spend, (from, to) => {
        for (let i = from; i < to; i += row.step) along += (g[i] as number) * (y[i] as number);
      });
      alongRow(row, spend, (from, to) => {
        for (let i = from; i < to; i += row.step)
          target[i] = (y[i] as number) * ((g[i] as number) - along);
      });
    });
  });

/** g − e^y Σ g. */
const logSoftmax: SharedPullback<{ readonly axis: number }> = ({ axis }, step) =>
  ofFirst(step, (x) => {
    const [g, y] = [step.gradient.data, step.output.data];
    const { spend } = step.context;
    return rowwise(x, axis, step, (row, target) => {
      let total = 0;
      alongRow(row, spend, (from, to) => {
        for (let i = from; i < to; i += row.step) total += g[i] as number;
      });
      alongRow(row, spend, (from, to) => {
        for (let i = from; i < to; i += row.step)
          target[i] = (g[i] as number) - Math.exp(y[i] as number) * total;
      });
    });
  });

export const softmaxes = { softmax, logSoftmax };
