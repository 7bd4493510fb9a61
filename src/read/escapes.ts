/** `\\frac` where Markdown or a string took every backslash for an escape: half of them blanked. */
export const withoutEscapes = (text: string): string =>
  /\\\\[A-Za-z]/.test(text) && !/(?<!\\)\\[A-Za-z]/.test(text)
    ? text.replaceAll(/\\\\(?=[A-Za-z_{}])/g, ' \\')
    : text;
