import type { Dim, Shape } from '../program/dim.js';
import { dimText, divideDims, equalDims } from '../program/dims.js';
import type { Operation, OperationOf } from '../program/operation.js';
import type { Program, Value, ValueId } from '../program/value.js';
import { addCausalMask } from './causalMask.js';
import { rewrite, unchanged, type Editor, type Rewriting } from './rewrite.js';

/** Calls that can be opened. */
export type Composite = 'scaledDotProductAttention' | 'multiHeadAttention';

type Shapes = readonly (Shape | undefined)[];

interface Attended {
  readonly query: ValueId;
  readonly key: ValueId;
  readonly value: ValueId;
  readonly mask: { readonly id: ValueId; readonly isBool: boolean } | undefined;
  /** Size of a query, and numbers of queries and keys. */
  readonly dim: Dim;
  readonly rows: Dim;
  readonly columns: Dim;
}

type Make = (operation: Operation, inputs: readonly ValueId[], name?: string) => ValueId;

const maker =
  (editor: Editor, call: Value): Make =>
  (operation, inputs, name) =>
    editor.add({
      operation,
      inputs,
      span: call.span,
      ...(name === undefined ? {} : { name, defined: true }),
    });

/** The last of the steps: it takes the call's place and name, not its TeX. */
const result = (
  editor: Editor,
  call: Value,
  operation: Operation,
  inputs: readonly ValueId[],
): ValueId =>
  editor.add({
    operation,
    inputs,
    span: call.span,
    origin: call.origin,
    ...(call.name === undefined ? {} : { name: call.name }),
    ...(call.defined === undefined ? {} : { defined: call.defined }),
    ...(call.shape === undefined ? {} : { shape: call.shape }),
  });

/** `1/√d` as text would write it: scores over the root of the size. */
function scaled(editor: Editor, make: Make, call: Value, scores: ValueId, dim: Dim): ValueId {
  const size = editor.add({
    operation: { kind: 'dimension', dim },
    span: call.span,
    weak: true,
    ...(typeof dim === 'number' ? {} : { name: dimText(dim), tex: dimText(dim) }),
  });
  return make({ kind: 'div' }, [scores, make({ kind: 'sqrt' }, [size])], 'scaled');
}

/** Scores, scale, mask and softmax up to the weights. */
function weights(
  editor: Editor,
  call: Value,
  operation: OperationOf<'scaledDotProductAttention'>,
  parts: Attended,
): ValueId {
  const make = maker(editor, call);
  const turned = make({ kind: 'transpose', axis0: -2, axis1: -1 }, [parts.key]);
  const scores = make({ kind: 'matmul' }, [parts.query, turned], 'scores');
  let at =
    operation.scale === undefined
      ? scaled(editor, make, call, scores, parts.dim)
      : make(
          { kind: 'mul' },
          [
            scores,
            editor.add({
              operation: { kind: 'tensor', shape: [], data: [operation.scale] },
              span: call.span,
              weak: true,
            }),
          ],
          'scaled',
        );
  if (operation.causal) at = addCausalMask(editor, at, [parts.rows, parts.columns], call.span);
  if (parts.mask?.isBool === true) {
    const dropped = make({ kind: 'logical', relation: 'not' }, [parts.mask.id]);
    at = make({ kind: 'maskedFill', value: Number.NEGATIVE_INFINITY }, [at, dropped], 'masked');
  } else if (parts.mask !== undefined) {
    at = make({ kind: 'add' }, [at, parts.mask.id], 'masked');
  }
  if (parts.mask === undefined) return make({ kind: 'softmax', axis: -1 }, [at], 'weights');
  return withoutHiddenRows(editor, make, call, at);
}

/**
 * Weights of masked scores: 0 in a row that sees no key, where softmax alone gives NaN. Source:
 * PyTorch's scaled_dot_product_attention, since 2.5.
 */
function withoutHiddenRows(editor: Editor, make: Make, call: Value, masked: ValueId): ValueId {
  const softmax = make({ kind: 'softmax', axis: -1 }, [masked]);
  const lowest = editor.add({
    operation: { kind: 'tensor', shape: [], data: [Number.NEGATIVE_INFINITY] },
    span: call.span,
    weak: true,
    dtype: 'float32',
  });
  const hidden = make({ kind: 'compare', relation: 'eq' }, [masked, lowest]);
  return make({ kind: 'maskedFill', value: 0 }, [softmax, hidden], 'weights');
}

/** Leading axes are the same, so that a plain matrix product pairs them. */
const sameLead = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.slice(0, -2).every((d, i) => equalDims(d, b[i] ?? 0));

function expandAttention(
  editor: Editor,
  call: Value,
  shapes: Shapes,
  isBool: (id: ValueId) => boolean,
): ValueId | undefined {
  const { operation, inputs } = call;
  const [q, k, v, mask] = inputs;
  if (operation.kind !== 'scaledDotProductAttention') return undefined;
  if (q === undefined || k === undefined || v === undefined) return undefined;
  const [query, key, value] = [shapes[q], shapes[k], shapes[v]];
  const dim = query?.at(-1);
  const rows = query?.at(-2);
  const columns = key?.at(-2);
  if (query === undefined || key === undefined || value === undefined) return undefined;
  if (dim === undefined || rows === undefined || columns === undefined) return undefined;
  if (!sameLead(query, key) || !sameLead(query, value)) return undefined;
  const made = weights(editor, call, operation, {
    query: editor.use(q),
    key: editor.use(k),
    value: editor.use(v),
    mask: mask === undefined ? undefined : { id: editor.use(mask), isBool: isBool(mask) },
    dim,
    rows,
    columns,
  });
  return result(editor, call, { kind: 'matmul' }, [made, editor.use(v)]);
}

function expandMultiHead(editor: Editor, call: Value, shapes: Shapes): ValueId | undefined {
  const { operation, inputs } = call;
  const [q, k, v, inWeight, inBias, outWeight, outBias] = inputs;
  if (operation.kind !== 'multiHeadAttention' || (inputs.length !== 3 && inputs.length !== 7)) {
    return undefined;
  }
  const parts = [q, k, v].map((id) => (id === undefined ? undefined : shapes[id]));
  const [query, key] = parts;
  const dModel = query?.at(-1);
  const rows = query?.at(-2);
  const columns = key?.at(-2);
  if (q === undefined || k === undefined || v === undefined || query === undefined)
    return undefined;
  if (dModel === undefined || rows === undefined || columns === undefined) return undefined;
  if (parts.some((s) => s?.length !== query.length)) return undefined;
  const make = maker(editor, call);
  const dim = divideDims(dModel, operation.heads);
  const names = ['query', 'key', 'value'];
  const [qh, kh, vh] = [q, k, v].map((id, part): ValueId => {
    const own = (packed: ValueId): ValueId =>
      make({ kind: 'split', axis: 0, part, parts: 3 }, [editor.use(packed)]);
    const projected =
      inWeight === undefined || inBias === undefined
        ? editor.use(id)
        : make({ kind: 'linear' }, [editor.use(id), own(inWeight), own(inBias)], names[part]);
    const lead = (shapes[id] ?? []).slice(0, -1);
    const split = make({ kind: 'reshape', shape: [...lead, operation.heads, dim] }, [projected]);
    return make({ kind: 'transpose', axis0: -3, axis1: -2 }, [split]);
  });
  if (qh === undefined || kh === undefined || vh === undefined) return undefined;
  const plain = { kind: 'scaledDotProductAttention', causal: false } as const;
  const attended = { query: qh, key: kh, value: vh, mask: undefined, dim, rows, columns };
  const heads = make({ kind: 'matmul' }, [weights(editor, call, plain, attended), vh], 'heads');
  const turned = make({ kind: 'transpose', axis0: -3, axis1: -2 }, [heads]);
  const joined = { kind: 'reshape', shape: [...query.slice(0, -1), dModel] } as const;
  if (outWeight === undefined || outBias === undefined) {
    return result(editor, call, joined, [turned]);
  }
  const concatenated = make(joined, [turned], 'concatenated');
  return result(editor, call, { kind: 'linear' }, [
    concatenated,
    editor.use(outWeight),
    editor.use(outBias),
  ]);
}

/**
 * Writes composite calls out in primitives, so that each can be opened step by step: scores, scale,
 * mask, softmax and weighted sum of an attention call; projections and heads of a multi-head one.
 * New values have the call's span; the last of them keeps its name. A call whose shapes are not
 * known, or whose heads are grouped, stays.
 */
export function expandComposites(
  program: Program,
  shapes: Shapes,
  kinds: readonly Composite[] = ['scaledDotProductAttention', 'multiHeadAttention'],
): Rewriting {
  const opens = (value: Value, kind: Composite): boolean =>
    value.operation.kind === kind && kinds.includes(kind);
  const any = program.values.some(
    (v) => opens(v, 'scaledDotProductAttention') || opens(v, 'multiHeadAttention'),
  );
  if (!any) return unchanged(program);
  const isBool = (id: ValueId): boolean => program.values[id]?.dtype === 'bool';
  return rewrite(program, (value, editor) => {
    if (opens(value, 'scaledDotProductAttention')) {
      return expandAttention(editor, value, shapes, isBool);
    }
    return opens(value, 'multiHeadAttention') ? expandMultiHead(editor, value, shapes) : undefined;
  });
}
