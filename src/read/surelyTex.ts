/** Commands that stand in formulas and nowhere else; a path or an escape in code has none of them. */
const commands =
  /\\(?:[dct]?frac|sqrt|text|mathbf|mathrm|mathcal|mathbb|mathsf|mathit|boldsymbol|bm|operatorname|left|right|big|Big|cdot|times|odot|otimes|oplus|top|intercal|sum|prod|int|lim|exp|log|max|min|softmax|in|infty|alpha|beta|gamma|delta|epsilon|varepsilon|eta|theta|lambda|mu|nu|pi|rho|sigma|tau|phi|varphi|psi|omega|Delta|Gamma|Theta|Lambda|Sigma|Phi|Psi|Omega|hat|tilde|bar|vec|overline|underbrace|partial|nabla|quad|qquad|ldots|cdots|dots|approx|leq?|geq?|neq|propto|sim|mid|rangle|langle|Vert|lVert|sin|cos|tanh|epsilon|kappa|zeta|xi|chi|to|rightarrow)(?![A-Za-z])|\\begin\{[a-zA-Z]{0,3}(?:matrix|array|cases|align|aligned|equation)\*?\}/;

/** True for text with TeX commands, which is a formula wherever it stands. */
export const hasTexCommand = (text: string): boolean => commands.test(text);

/** Between delimiters that may be something else: commands, scripts, an equation, a single letter. */
export const isSurelyMath = (text: string): boolean =>
  hasTexCommand(text) ||
  /[A-Za-z)\]}][_^][A-Za-z0-9{(\\]/.test(text) ||
  (/^[^"'`;$]{1,200}$/.test(text) && /[A-Za-z)\]][ ]?=[ ]?[A-Za-z0-9(\\]/.test(text)) ||
  /^\s*[A-Za-z]\s*$/.test(text);
