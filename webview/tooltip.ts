const DELAY_MS = 350;
const GAP = 6;
const EDGE = 8;

/**
 * Explanations of elements with `data-tip`, shown on hover and on focus, kept inside the window
 * and hidden by Escape, as WCAG 1.4.13 asks. The words are on the element for screen readers.
 */
export function mountTooltip(parent: HTMLElement): void {
  const tooltip = document.createElement('div');
  tooltip.className = 'tooltip';
  tooltip.hidden = true;
  tooltip.setAttribute('aria-hidden', 'true');
  parent.append(tooltip);
  let owner: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const place = (target: Element): void => {
    const at = target.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tooltip;
    const left = Math.min(at.left, document.documentElement.clientWidth - width - EDGE);
    const below = at.bottom + GAP;
    const fits = below + height + EDGE <= window.innerHeight;
    tooltip.style.left = `${Math.max(EDGE, left)}px`;
    tooltip.style.top = `${fits ? below : Math.max(EDGE, at.top - GAP - height)}px`;
  };
  const show = (target: Element): void => {
    const words = target.getAttribute('data-tip');
    if (words === null || words === '') return;
    tooltip.textContent = words;
    tooltip.hidden = false;
    place(target);
  };
  const change = (target: Element | null, delay: number): void => {
    if (target === owner) return;
    owner = target;
    clearTimeout(timer);
    if (target === null) tooltip.hidden = true;
    else timer = setTimeout(() => show(target), delay);
  };
  const tipped = (event: Event): Element | null =>
    event.target instanceof Element ? event.target.closest('[data-tip]') : null;

  document.addEventListener('pointerover', (event) => change(tipped(event), DELAY_MS));
  document.addEventListener('focusin', (event) => change(tipped(event), 0));
  document.addEventListener('focusout', () => change(null, 0));
  const onScroll = (): void => {
    if (owner !== null && owner === document.activeElement) place(owner);
    else change(null, 0);
  };
  document.addEventListener('scroll', onScroll, true);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') change(null, 0);
  });
}
