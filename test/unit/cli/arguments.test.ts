import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments.js';

const plain = {
  command: 'inspect',
  paths: ['a.md'],
  language: undefined,
  at: undefined,
  json: false,
  maxElements: 65_536,
  locale: 'en',
};

describe('the command line', () => {
  const good: readonly (readonly [string, object])[] = [
    ['inspect a.md', {}],
    ['inspect a.md b.py --json', { paths: ['a.md', 'b.py'], json: true }],
    ['inspect --json a.md', { json: true }],
    ['inspect a.md --at 3:14', { at: { line: 2, character: 13 } }],
    ['inspect a.md --at=1:1', { at: { line: 0, character: 0 } }],
    ['inspect - --language python', { paths: ['-'], language: 'python' }],
    ['inspect a.md --max-elements 0', { maxElements: 0 }],
    ['inspect a.md --locale ja', { locale: 'ja' }],
    ['inspect -- -a.md', { paths: ['-a.md'] }],
  ];
  it.each(good)('%s', (line, expected) => {
    expect(parseArguments(line.split(' '))).toEqual({ ok: true, value: { ...plain, ...expected } });
  });

  it.each(['--help', '-h', 'inspect --help', 'anything -h'])('%s asks for help', (line) => {
    expect(parseArguments(line.split(' '))).toEqual({ ok: true, value: { command: 'help' } });
  });

  const bad: readonly (readonly [string, RegExp])[] = [
    ['', /^Unknown command: \(none\)\.$/],
    ['look a.md', /^Unknown command: look\.$/],
    ['inspect', /^No file given\.$/],
    ['inspect a.md --at 3', /^--at wants LINE:COLUMN, not 3\.$/],
    ['inspect a.md --at 0:1', /^--at wants LINE:COLUMN, not 0:1\.$/],
    ['inspect a.md --at 1:0', /^--at wants LINE:COLUMN/],
    ['inspect a.md --at one:two', /^--at wants LINE:COLUMN/],
    ['inspect a.md --at', /--at/],
    ['inspect a.md --language cobol', /^Unknown language: cobol\.$/],
    ['inspect a.md --locale fr', /^--locale is en or ja, not fr\.$/],
    ['inspect a.md --max-elements many', /^--max-elements wants a whole number, not many\.$/],
    ['inspect a.md --max-elements=', /^--max-elements wants a whole number, not \.$/],
    ['inspect a.md --max-elements=-1', /^--max-elements wants a whole number, not -1\.$/],
    ['inspect a.md --max-elements 1.5', /^--max-elements wants a whole number, not 1\.5\.$/],
    ['inspect -', /^Standard input wants --language\.$/],
    ['inspect a.md --colour', /--colour/],
  ];
  it.each(bad)('%s is bad usage', (line, message) => {
    const result = parseArguments(line.split(' ').filter((word) => word !== ''));
    expect(result.ok ? 'read' : result.error).toMatch(message);
  });
});
