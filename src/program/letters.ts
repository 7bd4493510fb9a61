// Letters of any script. V8 takes up to a millisecond for each expression with a class of all
// scripts, so a text that stays within ASCII is never tested against one.
const beyondAscii = /[\u0080-\uffff]/;

/** True where a letter of any script is in the text. */
export const hasLetter = (text: string): boolean =>
  beyondAscii.test(text) ? /\p{L}/u.test(text) : /[A-Za-z]/.test(text);

/** True where the text begins with a small letter. */
export const startsSmall = (text: string): boolean =>
  beyondAscii.test(text) ? /^\p{Ll}/u.test(text) : /^[a-z]/.test(text);

/** True for letters and digits alone. */
export const isWord = (text: string): boolean =>
  beyondAscii.test(text) ? /^[\p{L}\p{N}]+$/u.test(text) : /^[A-Za-z\d]+$/.test(text);

/** True for words with dots between them or in them, and marks above and below: `d_k`, `W_Q^2`. */
export const isMarkedName = (text: string): boolean =>
  beyondAscii.test(text)
    ? /^[\p{L}\p{N}.]+([_^][\p{L}\p{N}]+)*$/u.test(text)
    : /^[A-Za-z\d.]+([_^][A-Za-z\d]+)*$/.test(text);
