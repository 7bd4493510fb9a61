import type { Locale } from '../explain/types.js';

/** The host's own words beside explanations; they follow the language of the explanations. */
interface HoverStrings {
  readonly stepByStep: string;
  readonly copyAsPyTorch: string;
  readonly previousRun: string;
  readonly nextRun: string;
  /** Of the runs that a place of code had. */
  readonly chooseRun: string;
  readonly problems: (count: number) => string;
  readonly visualize: (what: string) => string;
  readonly replace: (said: string, right: string) => string;
}

export const hoverStrings: Readonly<Record<Locale, HoverStrings>> = {
  en: {
    stepByStep: 'Step by step',
    copyAsPyTorch: 'Copy as PyTorch',
    previousRun: 'previous',
    nextRun: 'next',
    chooseRun: 'choose…',
    problems: (count) => (count === 1 ? '1 problem' : `${count} problems`),
    visualize: (what) => `Visualize: ${what}`,
    replace: (said, right) => `Replace ${said} with ${right}`,
  },
  ja: {
    stepByStep: 'ステップごとに見る',
    copyAsPyTorch: 'PyTorch コードとしてコピー',
    previousRun: '前',
    nextRun: '次',
    chooseRun: '選ぶ…',
    problems: (count) => `問題が ${count} 件`,
    visualize: (what) => `可視化: ${what}`,
    replace: (said, right) => `${said} を ${right} に置き換える`,
  },
};
