import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCodeCache } from '../../../src/worker/codeCache.js';

const file = '/somewhere/service.cjs';
const code = Buffer.from('(function () { return 6 * 7; })');
/** As long as `code`, which is all that V8 looks at. */
const otherCode = Buffer.from('(function () { return 6 + 7; })');

const data = new Script(code.toString()).createCachedData();

describe('the code cache', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'code-cache-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const path = () => join(folder, 'service.cjs.cache');
  const kept = () => createCodeCache(folder).read(file, code);

  it('gives back what was kept, which V8 accepts', () => {
    createCodeCache(folder).write(file, code, data);
    expect(kept()).toEqual(data);
    const script = new Script(code.toString(), { cachedData: kept() });
    expect(script.cachedDataRejected).toBe(false);
    expect(readdirSync(folder)).toEqual(['service.cjs.cache']);
  });

  it('makes its folder', () => {
    const cache = createCodeCache(join(folder, 'not', 'yet'));
    cache.write(file, code, data);
    expect(cache.read(file, code)).toEqual(data);
  });

  it('is nothing for other code of the same length', () => {
    createCodeCache(folder).write(file, code, data);
    expect(createCodeCache(folder).read(file, otherCode)).toBeUndefined();
  });

  it.each([
    ['is empty', () => Buffer.alloc(0)],
    ['ends early, as after a crash', (whole: Buffer) => whole.subarray(0, whole.length - 9)],
    ['ends within its header', (whole: Buffer) => whole.subarray(0, 20)],
    [
      'has another byte somewhere',
      (whole: Buffer) => {
        const at = whole.length - 30;
        return Buffer.concat([
          whole.subarray(0, at),
          Buffer.from([1, 2, 3]),
          whole.subarray(at + 3),
        ]);
      },
    ],
    [
      'has two writers’ bytes mixed',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 100), whole.subarray(0, 200)]),
    ],
    [
      'was made by another version of V8',
      (whole: Buffer) => Buffer.concat([Buffer.from('9'), whole.subarray(1)]),
    ],
  ])('is nothing where the file %s, and can be kept anew', (_name, damage) => {
    const cache = createCodeCache(folder);
    cache.write(file, code, data);
    writeFileSync(path(), damage(readFileSync(path())));
    expect(cache.read(file, code)).toBeUndefined();
    cache.write(file, code, data);
    expect(cache.read(file, code)).toEqual(data);
  });

  it('does without a folder, and without one that can be written to', () => {
    const none = createCodeCache(undefined);
    none.write(file, code, data);
    expect(none.read(file, code)).toBeUndefined();
    const blocked = join(folder, 'a-file');
    writeFileSync(blocked, '');
    const cache = createCodeCache(blocked);
    expect(() => cache.write(file, code, data)).not.toThrow();
    expect(cache.read(file, code)).toBeUndefined();
  });
});
