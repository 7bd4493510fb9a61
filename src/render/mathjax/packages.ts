import 'mathjax-full/js/input/tex/ams/AmsConfiguration.js';
import 'mathjax-full/js/input/tex/base/BaseConfiguration.js';
import 'mathjax-full/js/input/tex/bbox/BboxConfiguration.js';
import 'mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js';
import 'mathjax-full/js/input/tex/braket/BraketConfiguration.js';
import 'mathjax-full/js/input/tex/cancel/CancelConfiguration.js';
import 'mathjax-full/js/input/tex/color/ColorConfiguration.js';
import 'mathjax-full/js/input/tex/configmacros/ConfigMacrosConfiguration.js';
import 'mathjax-full/js/input/tex/enclose/EncloseConfiguration.js';
import 'mathjax-full/js/input/tex/gensymb/GensymbConfiguration.js';
import 'mathjax-full/js/input/tex/mathtools/MathtoolsConfiguration.js';
import 'mathjax-full/js/input/tex/newcommand/NewcommandConfiguration.js';
import 'mathjax-full/js/input/tex/noundefined/NoUndefinedConfiguration.js';
import 'mathjax-full/js/input/tex/textcomp/TextcompConfiguration.js';
import 'mathjax-full/js/input/tex/textmacros/TextMacrosConfiguration.js';
import 'mathjax-full/js/input/tex/unicode/UnicodeConfiguration.js';
import 'mathjax-full/js/input/tex/upgreek/UpgreekConfiguration.js';
import 'mathjax-full/js/input/tex/verb/VerbConfiguration.js';

/**
 * What a note may use. Left out on purpose: `html` (`\href`, `\style`, `\class`, `\cssId`: links and
 * styles from a text nobody vouches for), `require` and `autoload` (they load files), `mhchem` and
 * `physics` (large, and `physics` changes the meaning of `\div`).
 */
export const packages: readonly string[] = [
  'base',
  'ams',
  'bbox',
  'boldsymbol',
  'braket',
  'cancel',
  'color',
  'configmacros',
  'enclose',
  'gensymb',
  'mathtools',
  'newcommand',
  'noundefined',
  'textcomp',
  'textmacros',
  'unicode',
  'upgreek',
  'verb',
];

type Macro = string | readonly [body: string, parameters: number];

/** Macros of the field that no package above defines. Definitions in a text take precedence. */
export const macros: Readonly<Record<string, Macro>> = {
  bm: ['\\boldsymbol{#1}', 1],
  mathbfit: ['\\boldsymbol{#1}', 1],
  vect: ['\\boldsymbol{#1}', 1],
  R: '\\mathbb{R}',
  E: '\\mathbb{E}',
  softmax: '\\operatorname{softmax}',
  Softmax: '\\operatorname{Softmax}',
  sigmoid: '\\operatorname{sigmoid}',
  argmax: '\\operatorname*{arg\\,max}',
  argmin: '\\operatorname*{arg\\,min}',
  relu: '\\operatorname{ReLU}',
  ReLU: '\\operatorname{ReLU}',
  GELU: '\\operatorname{GELU}',
  Attention: '\\operatorname{Attention}',
  MultiHead: '\\operatorname{MultiHead}',
  Concat: '\\operatorname{Concat}',
  LayerNorm: '\\operatorname{LayerNorm}',
  FFN: '\\operatorname{FFN}',
  diag: '\\operatorname{diag}',
  tr: '\\operatorname{tr}',
  href: ['#2', 2],
  url: ['\\text{#1}', 1],
  class: ['#2', 2],
  cssId: ['#2', 2],
  style: ['#2', 2],
};
