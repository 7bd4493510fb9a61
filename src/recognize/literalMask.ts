import type { OperationOf } from '../program/operation.js';

type Literal = OperationOf<'tensor'>;

/** Numbers of a mask: 0 and −∞, as one adds it to scores; a lower triangle of 1, of what is kept. */
export type MaskForm = 'added' | 'kept';

const forms = new WeakMap<Literal, { readonly form: MaskForm | undefined }>();

/** Which mask a literal could be; asked of what stands for another literal, that of the other. */
export function maskForm(literal: Literal): MaskForm | undefined {
  if (literal.shape.length < 2) return undefined;
  const known = forms.get(literal);
  if (known !== undefined) return known.form;
  const form = findForm(literal);
  forms.set(literal, { form });
  return form;
}

/** Says which literal `watched` stands for, so that its numbers are not looked at for that. */
export const masksLike = (watched: Literal, literal: Literal): void =>
  void forms.set(watched, { form: maskForm(literal) });

function findForm({ shape, data }: Literal): MaskForm | undefined {
  const numbers = new Set(data);
  const only = (a: number, b: number): boolean =>
    numbers.size === 2 && numbers.has(a) && numbers.has(b);
  if (only(0, Number.NEGATIVE_INFINITY)) return 'added';
  if (!only(0, 1)) return undefined;
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const lower = data.every((x, i) => {
    const row = Math.floor(i / columns) % rows;
    return x === (i % columns <= row ? 1 : 0);
  });
  return lower ? 'kept' : undefined;
}
