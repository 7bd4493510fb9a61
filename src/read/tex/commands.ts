/**
 * What commands are on the page. One entry per spelling; what a name *means* is elsewhere
 * (`functions.ts`, `operators.ts`).
 */
export type CommandRule =
  /** Draws nothing that matters: spaces, sizes, `\limits`. `args` braced groups go with it. */
  | { readonly kind: 'ignore'; readonly args: number }
  | { readonly kind: 'wide' }
  | { readonly kind: 'text' }
  | { readonly kind: 'name' }
  /** A name without braces: `\max`. */
  | { readonly kind: 'word'; readonly text: string }
  /** Means its last argument; `skip` arguments stand before it. */
  | { readonly kind: 'styled'; readonly skip: number }
  | { readonly kind: 'accent' }
  | { readonly kind: 'fraction' }
  | { readonly kind: 'root' }
  /** `\underset{j}{x}`: `sub` or `sup` of its second argument. */
  | { readonly kind: 'stack'; readonly place: 'sub' | 'sup' }
  | { readonly kind: 'letter' }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string };

const table = new Map<string, CommandRule>();
const add = (names: string, rule: (name: string) => CommandRule): void => {
  for (const name of names.split(' ')) table.set(name, rule(name));
};

add(', : ; ! > / - thinspace medspace thickspace negthinspace enspace nobreak allowbreak', () => ({
  kind: 'ignore',
  args: 0,
}));
add('displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag', () => ({
  kind: 'ignore',
  args: 0,
}));
add('big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm', () => ({
  kind: 'ignore',
  args: 0,
}));
add('bf it sf tt cal small large Large normalsize boldmath hfill hline relax protect', () => ({
  kind: 'ignore',
  args: 0,
}));
add('label tag hspace vspace color phantom vphantom hphantom mspace kern ref eqref', () => ({
  kind: 'ignore',
  args: 1,
}));
add('quad qquad', () => ({ kind: 'wide' }));
add('text textrm textbf textit textsf texttt textnormal textup mbox hbox textsc emph', () => ({
  kind: 'text',
}));
add('operatorname mathrm mathit mathsf mathtt mathop mathnormal rm operatornamewithlimits', () => ({
  kind: 'name',
}));
add(
  'exp log ln max min tanh sinh cosh sin cos tan arg det dim argmax argmin lim sup inf Pr ker',
  (text) => ({
    kind: 'word',
    text,
  }),
);
add('mathbf boldsymbol bm bold pmb mathcal mathscr mathfrak mathbb mathds mathbfit symbf', () => ({
  kind: 'styled',
  skip: 0,
}));
add(
  'boxed underbrace overbrace mathbin mathrel mathord mathopen mathclose smash ensuremath',
  () => ({
    kind: 'styled',
    skip: 0,
  }),
);
add('vec overrightarrow underline cancel bcancel fbox mathstrut', () => ({
  kind: 'styled',
  skip: 0,
}));
add('textcolor colorbox cssId class style href htmlClass htmlId bbox', () => ({
  kind: 'styled',
  skip: 1,
}));
add('hat widehat tilde widetilde bar overline dot ddot check breve acute grave mathring', () => ({
  kind: 'accent',
}));
add('frac dfrac tfrac cfrac nicefrac sfrac flatfrac', () => ({ kind: 'fraction' }));
add('sqrt', () => ({ kind: 'root' }));
add('underset', () => ({ kind: 'stack', place: 'sub' }));
add('overset stackrel', () => ({ kind: 'stack', place: 'sup' }));
add(
  'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar reals',
  () => ({ kind: 'letter' }),
);
add(
  'cdot times div ast odot circ otimes oplus pm mp star bullet bigodot leq le geq ge neq ne approx equiv sim simeq cong propto in notin leftarrow gets to rightarrow longrightarrow Rightarrow implies iff Leftrightarrow mapsto triangleq coloneqq ll gg subset subseteq mid dots ldots cdots vdots ddots dotsc dotsb sum prod int bigoplus bigcup partial nabla top intercal dagger prime dprime forall exists langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert colon land lor lnot cup cap therefore because parallel setminus',
  (name) => ({ kind: 'symbol', text: `\\${name}` }),
);
add('infty', () => ({ kind: 'number', text: 'Infinity' }));
add('{ }', (name) => ({ kind: 'symbol', text: `\\${name}` }));
add('|', () => ({ kind: 'symbol', text: '\\Vert' }));
add('lbrace lbrack', (name) => ({ kind: 'symbol', text: name === 'lbrace' ? '\\{' : '[' }));
add('rbrace rbrack', (name) => ({ kind: 'symbol', text: name === 'rbrace' ? '\\}' : ']' }));
add('_', () => ({ kind: 'symbol', text: '\\_' }));
add('% & # $', (name) => ({ kind: 'symbol', text: `\\${name}` }));

/** `undefined` for a command nobody knows; `left`, `begin` and the like are read by the layout. */
export const commandRule = (name: string): CommandRule | undefined => table.get(name);
