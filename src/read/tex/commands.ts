import * as symbols from './symbolCommands.js';

/**
 * What commands are on the page. One entry per spelling; what a name *means* is elsewhere
 * (`functions.ts`, `operators.ts`).
 */
export type CommandRule =
  /** Draws nothing that matters: spaces, sizes, `\limits`. `args` braced groups go with it. */
  | { readonly kind: 'ignore'; readonly args: number }
  /** `\kern1em`: nothing, with a length after it. */
  | { readonly kind: 'length' }
  | { readonly kind: 'wide' }
  /** `\newline`: the next row. */
  | { readonly kind: 'row' }
  /** A space whose length says whether it parts formulas. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'text' }
  | { readonly kind: 'name' }
  /** A name without braces: `\max`. */
  | { readonly kind: 'word'; readonly text: string }
  /** Means its last argument; `skip` arguments stand before it. */
  | { readonly kind: 'styled'; readonly skip: number }
  /** `{\bf Q}`: the font of the rest of its group. */
  | { readonly kind: 'font'; readonly style: string }
  | { readonly kind: 'accent' }
  /** `skip` arguments before the numerator: `\genfrac`. */
  | { readonly kind: 'fraction'; readonly skip: number }
  /** Between what it divides: `\over`, `\choose`. */
  | { readonly kind: 'infix'; readonly call?: string }
  | { readonly kind: 'root' }
  /** `\underset{j}{x}`: the places of its first arguments around the last. */
  | { readonly kind: 'stack'; readonly places: readonly ('sub' | 'sup')[] }
  /** `\xrightarrow[below]{above}` */
  | { readonly kind: 'arrow'; readonly text: string }
  /** `\substack{i \\ j}`: its lines, with commas between. */
  | { readonly kind: 'lines' }
  /** `\not=` */
  | { readonly kind: 'not' }
  /** `\braket{a|b}`, `\set{x}`: brackets around its argument. */
  | { readonly kind: 'brackets'; readonly open: '<' | '{' | '(' }
  /** `\binom{n}{k}`: a function of its arguments. */
  | { readonly kind: 'call'; readonly name: string; readonly args: number }
  | { readonly kind: 'letter'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string };

const table = new Map<string, CommandRule>();
const add = (names: string, rule: CommandRule | ((name: string) => CommandRule)): void => {
  for (const name of names.split(' ')) {
    table.set(name, typeof rule === 'function' ? rule(name) : rule);
  }
};

add(', : ; ! > / - ( ) thinspace medspace thickspace negthinspace negmedspace negthickspace', {
  kind: 'ignore',
  args: 0,
});
add('enspace enskip nobreak allowbreak space nobreakspace strut mathstrut noindent null', {
  kind: 'ignore',
  args: 0,
});
add('displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag', {
  kind: 'ignore',
  args: 0,
});
add('big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm', {
  kind: 'ignore',
  args: 0,
});
add('tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge sixptsize', {
  kind: 'ignore',
  args: 0,
});
add('boldmath unboldmath hfill hfil hline hdashline centering relax protect displaylimits', {
  kind: 'ignore',
  args: 0,
});
add('DOTSI DOTSB DOTSX long global noexpand expandafter qty', { kind: 'ignore', args: 0 });
add('label tag vspace color phantom vphantom hphantom mspace ref eqref cite cline pmod pod', {
  kind: 'ignore',
  args: 1,
});
for (const space of [' ', '\n']) table.set(space, { kind: 'ignore', args: 0 });
add('rule includegraphics', { kind: 'ignore', args: 2 });
add('tmspace', { kind: 'ignore', args: 3 });
add('kern mkern mskip vskip', { kind: 'length' });
add('hskip hspace', { kind: 'gap' });
add('quad qquad', { kind: 'wide' });
add('newline', { kind: 'row' });
add('text textrm textbf textit textsf texttt textnormal textup textmd textsl textsc mbox hbox', {
  kind: 'text',
});
add('emph url verb textcircled', { kind: 'text' });
add('operatorname mathrm mathit mathsf mathtt mathop mathnormal operatornamewithlimits mathsfit', {
  kind: 'name',
});
add(
  'exp log ln lg max min tanh sinh cosh coth sin cos tan cot sec csc cosec ctg tg cotg',
  (text) => ({
    kind: 'word',
    text,
  }),
);
add(
  'arcsin arccos arctan arctg arcctg ch sh th cth arg det dim deg gcd hom argmax argmin',
  (text) => ({
    kind: 'word',
    text,
  }),
);
add(
  'lim limsup liminf injlim projlim varlimsup varliminf varinjlim varprojlim plim sup inf Pr ker',
  (text) => ({
    kind: 'word',
    text,
  }),
);
add(
  'mathbf boldsymbol mathbold bm bold pmb mathcal mathscr mathfrak mathbb mathds mathbfit symbf Bbb frak',
  {
    kind: 'styled',
    skip: 0,
  },
);
add('boldmathcal mathbbm mathbfcal symbfit symup symit symcal bmat', { kind: 'styled', skip: 0 });
add('boxed underbrace overbrace underbracket overbracket underline overrightarrow overleftarrow', {
  kind: 'styled',
  skip: 0,
});
add('overleftrightarrow underrightarrow underleftarrow underleftrightarrow Overrightarrow', {
  kind: 'styled',
  skip: 0,
});
add('overgroup undergroup overlinesegment underlinesegment overleftharpoon overrightharpoon', {
  kind: 'styled',
  skip: 0,
});
add('mathbin mathrel mathord mathopen mathclose mathpunct mathinner mathllap mathrlap mathclap', {
  kind: 'styled',
  skip: 0,
});
add(
  'llap rlap clap smash ensuremath vcenter reflectbox mathreflectbox underbar utilde angl phase',
  {
    kind: 'styled',
    skip: 0,
  },
);
add('vec cancel bcancel xcancel sout fbox framebox ket bra', { kind: 'styled', skip: 0 });
// Colours, by names that a document mostly defines in another file.
add('blue orange pink red green gray grey purple cyan magenta yellow teal brown violet black', {
  kind: 'styled',
  skip: 0,
});
add('blu grn pur purp prp redtext bluetext greentext darkblue darkgreen darkred', {
  kind: 'styled',
  skip: 0,
});
add('Ket Bra bbox', { kind: 'styled', skip: 0 });
add('textcolor colorbox cssId class style href htmlClass htmlId htmlStyle htmlData raisebox', {
  kind: 'styled',
  skip: 1,
});
add('fcolorbox', { kind: 'styled', skip: 2 });
add('mathchoice', { kind: 'styled', skip: 3 });
add('bf bfseries', { kind: 'font', style: 'mathbf' });
add('cal', { kind: 'font', style: 'mathcal' });
add('it itshape', { kind: 'font', style: 'mathit' });
add('rm rmfamily', { kind: 'font', style: 'mathrm' });
add('sf sffamily', { kind: 'font', style: 'mathsf' });
add('tt ttfamily', { kind: 'font', style: 'mathtt' });
add('hat widehat tilde widetilde bar overline dot ddot dddot ddddot check widecheck breve acute', {
  kind: 'accent',
});
add('grave mathring \' ` ^ ~ = . "', { kind: 'accent' });
add('frac dfrac tfrac cfrac nicefrac sfrac flatfrac xfrac', { kind: 'fraction', skip: 0 });
add('genfrac', { kind: 'fraction', skip: 4 });
add('over above', { kind: 'infix' });
add('choose', { kind: 'infix', call: 'binom' });
add('atop brace brack', (call) => ({ kind: 'infix', call }));
add('sqrt', { kind: 'root' });
add('underset', { kind: 'stack', places: ['sub'] });
add('overset stackrel', { kind: 'stack', places: ['sup'] });
add('overunderset', { kind: 'stack', places: ['sup', 'sub'] });
add('substack', { kind: 'lines' });
add('not', { kind: 'not' });
add('braket Braket', { kind: 'brackets', open: '<' });
add('set Set', { kind: 'brackets', open: '{' });
add('binom dbinom tbinom', { kind: 'call', name: 'binom', args: 2 });
add('xlongequal', { kind: 'arrow', text: '=' });
add('xleftarrow xLeftarrow xtwoheadleftarrow', { kind: 'arrow', text: '\\leftarrow' });
add('xrightarrow xRightarrow xmapsto xtwoheadrightarrow xhookrightarrow xtofrom', {
  kind: 'arrow',
  text: '\\rightarrow',
});
add('xleftrightarrow xLeftrightarrow xhookleftarrow xrightleftharpoons xleftrightharpoons', {
  kind: 'arrow',
  text: '\\leftrightarrow',
});
add('xrightharpoondown xrightharpoonup xleftharpoondown xleftharpoonup xrightleftarrows', {
  kind: 'arrow',
  text: '\\leftrightarrow',
});
add('xrightequilibrium xleftequilibrium', { kind: 'arrow', text: '\\leftrightarrow' });
add(symbols.letters, (name) => ({ kind: 'letter', text: `\\${name}` }));
add([symbols.orders, symbols.arrows, symbols.binaries].join(' '), (name) => ({
  kind: 'symbol',
  text: `\\${name}`,
}));
add([symbols.bigOperators, symbols.quantifiers, symbols.ellipses].join(' '), (name) => ({
  kind: 'symbol',
  text: `\\${name}`,
}));
add(
  'cdot times div ast odot circ otimes oplus pm mp star bullet sum prod partial nabla',
  (name) => ({
    kind: 'symbol',
    text: `\\${name}`,
  }),
);
add(
  'leq le geq ge neq ne approx equiv sim simeq cong propto in notin leftarrow gets to rightarrow longrightarrow Rightarrow implies iff Leftrightarrow mapsto triangleq coloneqq doteq doteqdot Doteq eqcirc circeq ll gg subset subseteq mid colon therefore because parallel',
  (name) => ({ kind: 'symbol', text: `\\${name}` }),
);
add('top intercal dagger prime dprime', (name) => ({ kind: 'symbol', text: `\\${name}` }));
add(
  'langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert lgroup rgroup lmoustache rmoustache ulcorner urcorner llcorner lrcorner llbracket rrbracket lBrace rBrace',
  (name) => ({ kind: 'symbol', text: `\\${name}` }),
);
add('infty', { kind: 'number', text: 'Infinity' });
add('{ }', (name) => ({ kind: 'symbol', text: `\\${name}` }));
add('|', { kind: 'symbol', text: '\\Vert' });
add('lbrace lbrack', (name) => ({ kind: 'symbol', text: name === 'lbrace' ? '\\{' : '[' }));
add('rbrace rbrack', (name) => ({ kind: 'symbol', text: name === 'rbrace' ? '\\}' : ']' }));
add('_', { kind: 'symbol', text: '\\_' });
add('% & # $', (name) => ({ kind: 'symbol', text: `\\${name}` }));
for (const [name, other] of Object.entries(symbols.synonyms)) {
  table.set(name, table.get(other) ?? { kind: 'symbol', text: other });
}

/** `undefined` for a command nobody knows; `left`, `begin` and the like are read by the layout. */
export const commandRule = (name: string): CommandRule | undefined => table.get(name);
