import type { ThemeKind } from './palette.js';

/** Colours and fonts that drawing takes from the theme. */
export interface Look {
  readonly theme: ThemeKind;
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly focus: string;
  /** Between cells. */
  readonly line: string;
  /** Strokes on cells that hold no finite number. */
  readonly mark: string;
  /** Ground of such cells, as channels. */
  readonly nonFinite: readonly [number, number, number];
  readonly fontFamily: string;
  readonly ratio: number;
}

const kinds: readonly (readonly [string, ThemeKind])[] = [
  ['vscode-high-contrast-light', 'highContrastLight'],
  ['vscode-high-contrast', 'highContrastDark'],
  ['vscode-light', 'light'],
  ['vscode-dark', 'dark'],
];

/** High contrast light carries the class of high contrast too, so it is looked for first. */
export function themeOf(body: { readonly classList: Pick<DOMTokenList, 'contains'> }): ThemeKind {
  return kinds.find(([name]) => body.classList.contains(name))?.[1] ?? 'dark';
}

const grounds: Readonly<Record<ThemeKind, Pick<Look, 'line' | 'mark' | 'nonFinite'>>> = {
  light: { line: 'rgba(0,0,0,0.1)', mark: '#8a8a8a', nonFinite: [236, 236, 236] },
  dark: { line: 'rgba(255,255,255,0.09)', mark: '#868686', nonFinite: [48, 48, 48] },
  highContrastDark: { line: '#5a7a85', mark: '#ffffff', nonFinite: [0, 0, 0] },
  highContrastLight: { line: '#0f4a85', mark: '#292929', nonFinite: [255, 255, 255] },
};

/** Reads the theme's variables as they are now. */
export function readLook(): Look {
  const style = getComputedStyle(document.body);
  const read = (name: string, otherwise: string): string =>
    style.getPropertyValue(name).trim() || otherwise;
  const theme = themeOf(document.body);
  const foreground = read('--vscode-editor-foreground', read('--vscode-foreground', '#888888'));
  return {
    theme,
    ...grounds[theme],
    background: read('--vscode-editor-background', 'transparent'),
    foreground,
    muted: read('--vscode-descriptionForeground', foreground),
    focus: read('--vscode-focusBorder', foreground),
    fontFamily: read('--vscode-font-family', 'sans-serif'),
    ratio: window.devicePixelRatio || 1,
  };
}

/** Calls back when the theme or the pixel ratio changes. */
export function onLookChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  const watchRatio = (): void => {
    const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener(
      'change',
      () => {
        changed();
        watchRatio();
      },
      { once: true },
    );
  };
  watchRatio();
}
