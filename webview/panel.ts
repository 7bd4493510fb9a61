import { panelStrings, panelText } from '../src/protocol/panelStrings.js';
import { createApp } from './app.js';
import { cellWords } from './cellText.js';
import { createEffects, type Host } from './effects.js';
import { panelKey, placeOf } from './keys.js';
import { parseHostMessage, parseSavedState } from './messages.js';
import { initialState, litStep, reduce, type Action, type UiState } from './state.js';
import { createTileStore } from './tiles.js';
import { mountTooltip } from './tooltip.js';
import { onLookChange, readLook } from './theme.js';
import { newLocal, pictureOf, selectedIn, type View } from './view.js';

/** Brings a step into the chain's view without moving the page up or down. */
function revealAcross(thumb: HTMLElement): void {
  const chain = thumb.closest('.chain');
  if (chain === null || chain.scrollWidth <= chain.clientWidth) return;
  const [inner, outer] = [thumb.getBoundingClientRect(), chain.getBoundingClientRect()];
  if (inner.left < outer.left) chain.scrollLeft -= outer.left - inner.left + CHAIN_MARGIN;
  else if (inner.right > outer.right) chain.scrollLeft += inner.right - outer.right + CHAIN_MARGIN;
}

const CHAIN_MARGIN = 28;
const PLAY_MS = 1800;
const COPIED_MS = 1600;

/** Starts the panel in `root`, with the state kept from before, if any. */
export function startPanel(host: Host, root: HTMLElement, kept: unknown): void {
  const app = createApp(root);
  mountTooltip(document.body);
  const local = newLocal();
  let look = readLook();
  const first = panelStrings[document.documentElement.lang === 'ja' ? 'ja' : 'en'];
  let state: UiState = initialState(parseSavedState(kept), first);
  let playing: ReturnType<typeof setTimeout> | undefined;
  const effects = createEffects(host, () => state);
  let frame = 0;
  /** Draws once for all tiles that arrive before the next frame. */
  const redrawSoon = (): void => {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      redraw();
    });
  };
  const tiles = createTileStore(host.post, (wait) => void setTimeout(redrawSoon, wait));

  const view = (): View => ({
    state,
    look,
    local,
    tiles,
    text: (key, ...args) => panelText(state.strings, key, ...args),
    dispatch,
    redraw,
    retry: () => {
      if (state.model !== null) dispatch({ type: 'retry' });
      else host.post({ kind: 'ready', state: kept ?? null });
    },
    cancel: () => host.post({ kind: 'cancel' }),
    reveal: () => host.post({ kind: 'reveal' }),
    copy: () => {
      host.post({ kind: 'copy', what: 'pytorch' });
      local.copied = true;
      redraw();
      app.announce(panelText(state.strings, 'copied'));
      setTimeout(() => {
        local.copied = false;
        redraw();
      }, COPIED_MS);
    },
  });

  const play = (): void => {
    clearTimeout(playing);
    if (!local.playing) return;
    if (state.step >= (state.model?.steps.length ?? 0) - 1) {
      local.playing = false;
      app.draw(view());
      return;
    }
    playing = setTimeout(() => dispatch({ type: 'step', to: state.step + 1 }), PLAY_MS);
  };

  function redraw(): void {
    const focused = document.activeElement;
    app.draw(view());
    if (focused !== null && !focused.isConnected) keepFocus();
    play();
  }

  /** The focused element went with what it belonged to: its place is the picture, or its step. */
  function keepFocus(): void {
    const grid = document.getElementById('grid');
    const place = grid === null || grid.hidden ? `step-${litStep(state)?.id}` : 'grid';
    document.getElementById(place)?.focus({ preventScroll: true });
  }

  function dispatch(action: Action): void {
    const before = state;
    state = reduce(state, action);
    if (state === before) return;
    const thumbHadFocus = document.activeElement?.classList.contains('thumb') === true;
    const shape = litStep(state)?.tensor?.shape.join();
    if (shape !== litStep(before)?.tensor?.shape.join()) local.zoom = null;
    redraw();
    effects.after(before, state);
    speak(before);
    if (state.step !== before.step || before.model === null) showLitStep(thumbHadFocus);
  }

  function showLitStep(focus: boolean): void {
    const thumb = document.getElementById(`step-${litStep(state)?.id}`);
    if (thumb === null) return;
    revealAcross(thumb);
    if (focus) thumb.focus();
  }

  function speak(before: UiState): void {
    const step = litStep(state);
    if (step === null || before.model === null) return;
    const words: string[] = [];
    if (state.model !== before.model && state.answered > before.answered) {
      words.push(panelText(state.strings, 'updated'));
    }
    if (before.step !== state.step) {
      const count = state.model?.steps.length ?? 0;
      const name = step.title || step.name;
      words.push(panelText(state.strings, 'stepAnnounce', state.step + 1, count, name));
    }
    const heatmap = pictureOf(view(), step);
    const cell = selectedIn(view(), step);
    const moved = state.cell !== before.cell || state.step !== before.step;
    if (moved && cell !== null && heatmap !== null) {
      words.push(cellWords(view(), step, heatmap.slice, cell));
    }
    if (words.length > 0) app.announce(words.join('. '));
  }

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = parseHostMessage(event.data);
    if (!parsed.ok) {
      // eslint-disable-next-line no-console -- the developer tools are where a fault of ours shows
      console.warn(`Attention Lens: a message was ignored (${parsed.error})`);
      return;
    }
    if (parsed.value.kind === 'tile') {
      if (tiles.receive(parsed.value)) redrawSoon();
      return;
    }
    if (parsed.value.kind === 'model') document.documentElement.lang = parsed.value.locale;
    dispatch({ type: 'received', message: parsed.value });
  });

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || state.model === null) return;
    const graph = event.getModifierState('AltGraph');
    const press = {
      key: event.key,
      ctrl: event.ctrlKey && !graph,
      meta: event.metaKey,
      alt: event.altKey && !graph,
      shift: event.shiftKey,
    };
    const at = { step: state.step, steps: state.model.steps.length };
    const action = panelKey(press, placeOf(event.composedPath()), at);
    if (action === null) return;
    // VS Code's own listener is on the window: without this, Alt+Left would also go back there.
    event.preventDefault();
    event.stopPropagation();
    dispatch(action);
  });

  window.addEventListener('pagehide', effects.flush);
  onLookChange(() => {
    look = readLook();
    redraw();
  });
  redraw();
  host.post({ kind: 'ready', state: kept ?? null });
}
