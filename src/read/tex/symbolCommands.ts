/**
 * Commands that are one character on the page, by what kind of character it is. `operators.ts`
 * says what the ones with a meaning do; the rest only keep their neighbours apart.
 */

/** Letters and what stands like one: `\alpha`, `\aleph`, `\emptyset`. */
export const letters =
  'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega omicron digamma varkappa ' +
  'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varGamma varDelta varTheta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega ' +
  'ell hbar hslash reals imath jmath wp Re Im aleph beth gimel daleth eth mho Finv Game Bbbk complement ' +
  'emptyset varnothing angle measuredangle sphericalangle surd flat natural sharp degree triangle triangledown square Box Diamond lozenge bigstar blacksquare blacktriangle blacktriangledown blacklozenge clubsuit diamondsuit heartsuit spadesuit checkmark diagup diagdown backprime circledS circledR maltese dag ddag pounds mathsterling yen copyright textcopyright textregistered backslash bot natnums Complex cnums TeX LaTeX KaTeX';

/** Relations that only set two sides apart; `operators.ts` lists those with a meaning. */
export const orders =
  'prec succ preceq succeq perp asymp bowtie smile frown sqsubseteq sqsupseteq ni owns vdash dashv nless lneq lneqq lnsim lnapprox nprec npreceq precnsim precnapprox precneqq nsim nmid nvdash nvDash ntriangleleft ntrianglelefteq subsetneq subsetneqq ngtr gneq gneqq gnsim gnapprox nsucc nsucceq succnsim succnapprox succneqq ncong nparallel nVDash ntriangleright ntrianglerighteq supsetneq supsetneqq nVdash vartriangle eqslantless lesssim lessapprox approxeq lll llless lessgtr lesseqgtr lesseqqgtr risingdotseq fallingdotseq backsim backsimeq subseteqq Subset sqsubset preccurlyeq curlyeqprec precsim precapprox vartriangleleft trianglelefteq vDash Vvdash smallsmile smallfrown bumpeq Bumpeq eqslantgtr gtrsim gtrapprox ggg gggtr gtrless gtreqless gtreqqless thicksim thickapprox supseteqq Supset sqsupset succcurlyeq curlyeqsucc succsim succapprox vartriangleright trianglerighteq Vdash shortmid shortparallel between pitchfork varpropto blacktriangleleft blacktriangleright backepsilon eqsim Join models origof imageof multimap restriction ngeq nleq nleqq nleqslant ngeqq ngeqslant gvertneqq lvertneqq nshortmid nshortparallel varsubsetneq varsubsetneqq varsupsetneq varsupsetneqq supset supseteq nsubseteq nsupseteq nsubseteqq nsupseteqq notni ' +
  'dblcolon coloncolon Coloneqq Coloneq Eqqcolon Eqcolon colonapprox Colonapprox colonsim Colonsim simcolon simcoloncolon approxcolon approxcoloncolon coloncolonminus minuscolon minuscoloncolon coloncolonapprox coloncolonsim coloncolonequals equalscoloncolon';

export const arrows =
  'longleftarrow Leftarrow Longleftarrow Longrightarrow leftrightarrow longleftrightarrow Longleftrightarrow longmapsto nearrow searrow swarrow nwarrow hookleftarrow hookrightarrow leftharpoonup leftharpoondown rightharpoonup rightharpoondown rightleftharpoons leftrightharpoons nleftarrow nrightarrow nLeftarrow nRightarrow nleftrightarrow nLeftrightarrow dashrightarrow dashleftarrow leftleftarrows rightrightarrows leftrightarrows rightleftarrows Lleftarrow Rrightarrow twoheadleftarrow twoheadrightarrow leftarrowtail rightarrowtail looparrowleft looparrowright curvearrowleft curvearrowright circlearrowleft circlearrowright Lsh Rsh upuparrows downdownarrows upharpoonleft upharpoonright downharpoonleft downharpoonright leftrightsquigarrow rightsquigarrow leadsto uparrow Uparrow downarrow Downarrow updownarrow Updownarrow impliedby';

/** Signs between two operands that compute nothing known here. */
export const binaries =
  'ominus uplus sqcap sqcup bigcirc wr amalg And unlhd unrhd lessdot gtrdot lhd rhd dotplus smallsetminus setminus Cap Cup cap cup land lor wedge vee doublebarwedge doublecap doublecup boxminus boxplus boxtimes boxdot divideontimes ltimes rtimes leftthreetimes rightthreetimes curlywedge curlyvee circleddash circledast circledcirc centerdot barwedge veebar oslash bigtriangleup bigtriangledown diamond triangleleft triangleright ddagger minuso bmod mod';

/** Operators with bounds below and above, besides `\sum` and `\prod`. */
export const bigOperators =
  'int bigoplus bigotimes bigodot bigcup bigcap bigvee bigwedge biguplus bigsqcup coprod iint iiint iiiint oint oiint oiiint intop smallint';

export const quantifiers = 'forall exists nexists neg lnot';

export const ellipses =
  'dots ldots cdots vdots ddots iddots dotsc dotsb dotsm dotsi dotso dotsx mathellipsis hdots varvdots textellipsis';

/** Other names of a command: KaTeX's, HTML's and physicists' spellings. */
export const synonyms: Readonly<Record<string, string>> = {
  R: 'reals',
  Reals: 'reals',
  real: 'Re',
  RR: 'reals',
  leqslant: 'leq',
  leqq: 'leq',
  geqslant: 'geq',
  geqq: 'geq',
  lt: '<',
  gt: '>',
  defeq: 'triangleq',
  eqdef: 'triangleq',
  coloneq: 'coloneqq',
  colonequals: 'coloneqq',
  colonminus: 'coloneqq',
  eqqcolon: 'triangleq',
  eqcolon: 'triangleq',
  Eqcolon: 'triangleq',
  equalscolon: 'triangleq',
  vcentcolon: 'colon',
  ordinarycolon: 'colon',
  ratio: 'colon',
  sdot: 'cdot',
  cdotp: 'cdot',
  ldotp: 'cdot',
  bull: 'bullet',
  plusmn: 'pm',
  isin: 'in',
  sub: 'subset',
  sube: 'subseteq',
  supe: 'supseteq',
  exist: 'exists',
  infin: 'infty',
  larr: 'leftarrow',
  Larr: 'Leftarrow',
  lArr: 'Leftarrow',
  rarr: 'rightarrow',
  Rarr: 'Rightarrow',
  rArr: 'Rightarrow',
  harr: 'leftrightarrow',
  hArr: 'Leftrightarrow',
  Harr: 'Leftrightarrow',
  lrarr: 'leftrightarrow',
  lrArr: 'Leftrightarrow',
  Lrarr: 'Leftrightarrow',
  uarr: 'uparrow',
  uArr: 'Uparrow',
  Uarr: 'Uparrow',
  darr: 'downarrow',
  dArr: 'Downarrow',
  Darr: 'Downarrow',
  lang: 'langle',
  rang: 'rangle',
  lparen: '(',
  rparen: ')',
  empty: 'emptyset',
  image: 'Im',
  weierp: 'wp',
  alef: 'aleph',
  alefsym: 'aleph',
  thetasym: 'vartheta',
  clubs: 'clubsuit',
  diamonds: 'diamondsuit',
  hearts: 'heartsuit',
  spades: 'spadesuit',
  Dagger: 'ddagger',
  trans: 'top',
  transpose: 'top',
  T: 'top',
};
