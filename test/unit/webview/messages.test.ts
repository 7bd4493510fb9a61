import { describe, expect, it } from 'vitest';
import { parseHostMessage, parseSavedState } from '../../../webview/messages.js';
import { modelOf, stepOf } from './models.js';

const message = {
  kind: 'model',
  model: modelOf([stepOf(1)]),
  strings: { play: 'Play' },
  locale: 'ja',
  request: 0,
};

describe('a message of the host', () => {
  it.each([
    ['a model', message],
    [
      'a model with its text',
      { ...message, document: { text: 'x', language: 'python', offset: 1 } },
    ],
    ['a failure', { kind: 'failed', message: 'no', request: 3 }],
    ['work going on', { kind: 'busy', message: 'Computing' }],
    ['a step', { kind: 'step', by: -1 }],
    [
      'a cell',
      {
        kind: 'cell',
        request: 1,
        step: 1,
        index: [0, 1],
        text: '',
        formulaSvg: '',
        sources: [{ step: 1, index: [null, 1] }],
      },
    ],
  ])('that is %s is read', (_, data) => expect(parseHostMessage(data)).toMatchObject({ ok: true }));

  it.each([
    ['of numbers', { kind: 'cells', rows: 1, columns: 2, data: new Float64Array(2) }, true],
    ['that is gone', null, true],
    ['of texts', { kind: 'cells', rows: 1, columns: 2, data: ['1', '2'] }, false],
    [
      'of half an overview',
      { kind: 'overview', rows: 1, columns: 1, min: new Float32Array(1) },
      false,
    ],
  ])('that is a tile %s', (_, tile, ok) => {
    const query = { lead: [], rows: [0, 1], columns: [0, 2], block: [1, 1] };
    expect(parseHostMessage({ kind: 'tile', handle: 'm', step: 1, query, tile })).toMatchObject({
      ok,
    });
  });

  it('survives a structured clone with numbers that are not finite', () => {
    const none = { nan: 1, positiveInfinity: 0, negativeInfinity: 1 };
    const data = Float32Array.of(NaN, -Infinity, 1, 2, 3, 4);
    const step = stepOf(1);
    const tensor = { shape: [2, 3], data, dtype: 'float32', min: NaN, max: null, ...none };
    const sent = { ...message, model: { ...message.model, steps: [{ ...step, tensor }] } };
    const parsed = parseHostMessage(structuredClone(sent));
    const read = parsed.ok && parsed.value.kind === 'model' ? parsed.value.model.steps[0] : null;
    expect(read?.tensor?.data).toEqual(data);
    expect(read?.tensor?.max).toBeNaN();
  });

  it.each([
    [undefined],
    ['model'],
    [{ kind: 'nothing' }],
    [{ ...message, model: {} }],
    [{ ...message, request: -1 }],
    [{ ...message, locale: 'fr' }],
    [{ kind: 'cell', request: 1, step: 1, index: ['0'], text: '', formulaSvg: '', sources: [] }],
    [{ ...message, model: { ...message.model, steps: [{ ...stepOf(1), scale: 'rainbow' }] } }],
    [{ kind: 'step', by: 2 }],
  ])('that is malformed is refused with a reason: %#', (data) => {
    const parsed = parseHostMessage(data);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.error).not.toBe('');
  });
});

it.each([[undefined], [null], [{}], [{ version: 2 }], ['{}']])(
  'saved state %j is of no use',
  (data) => expect(parseSavedState(data)).toBeNull(),
);
