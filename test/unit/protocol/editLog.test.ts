import { describe, expect, it } from 'vitest';
import { createEditLog } from '../../../src/protocol/editLog.js';

const typed = (text: string, offset = 0) => ({ offset, length: 0, text });

describe('the edits of a document', () => {
  it('lead from one version to another, in order', () => {
    const log = createEditLog();
    log.add(2, [typed('a')]);
    log.add(3, [typed('b'), typed('c')]);
    log.add(4, [typed('d')]);
    expect(log.between(1, 4)).toEqual(['a', 'b', 'c', 'd'].map((t) => typed(t)));
    expect(log.between(2, 3)).toEqual([typed('b'), typed('c')]);
  });

  it('are not known from before the first one, after the last one or backwards', () => {
    const log = createEditLog();
    log.add(5, [typed('a')]);
    expect(log.between(3, 5)).toBeUndefined();
    expect(log.between(4, 6)).toBeUndefined();
    expect(log.between(5, 5)).toBeUndefined();
    expect(log.between(5, 4)).toBeUndefined();
    expect(log.between(4, 5)).toEqual([typed('a')]);
  });

  it('are forgotten where versions do not follow one another', () => {
    const log = createEditLog();
    log.add(2, [typed('a')]);
    log.add(4, [typed('b')]);
    expect(log.between(1, 4)).toBeUndefined();
    expect(log.between(2, 4)).toBeUndefined();
    expect(log.between(3, 4)).toEqual([typed('b')]);
    log.add(4, [typed('again')]);
    expect(log.between(2, 4)).toBeUndefined();
  });

  it('are forgotten where a version has none: its line ends changed', () => {
    const log = createEditLog();
    log.add(2, [typed('a')]);
    log.add(3, []);
    log.add(4, [typed('b')]);
    expect(log.between(1, 4)).toBeUndefined();
    expect(log.between(3, 4)).toEqual([typed('b')]);
  });

  it('are remembered up to a limit, the last ones longest', () => {
    const log = createEditLog();
    log.add(2, [typed('x'.repeat(150_000))]);
    log.add(3, [typed('y'.repeat(150_000))]);
    expect(log.between(1, 3)).toBeUndefined();
    expect(log.between(2, 3)).toHaveLength(1);
    for (let version = 4; version < 2_000; version++) log.add(version, [typed('z')]);
    expect(log.between(1_000, 1_999)).toBeUndefined();
    expect(log.between(1_600, 1_999)).toHaveLength(399);
  });
});
