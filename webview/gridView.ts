import { gridMove } from './grid.js';
import { gridLayout, type GridLayout } from './gridLayout.js';
import { paintGrid, type GridScene } from './gridPaint.js';
import type { Heatmap } from './heatmap.js';
import { labelAt, type CellPosition, type Region } from './slice.js';
import type { Look } from './theme.js';

export interface GridProps {
  readonly heatmap: Heatmap;
  readonly look: Look;
  readonly rowLabels: readonly string[] | null;
  readonly columnLabels: readonly string[] | null;
  readonly rowName: string;
  readonly columnName: string;
  readonly selected: CellPosition | null;
  readonly sources: readonly Region[];
  readonly zoom: number | null;
}

export interface GridEvents {
  readonly select: (at: CellPosition) => void;
  readonly clear: () => void;
  readonly hover: (at: CellPosition | null) => void;
  /** The cells' width changed, as the zoom buttons need to know. */
  readonly sized: (layout: GridLayout) => void;
}

export interface GridView {
  readonly update: (props: GridProps) => void;
}

/** The wide layout of panel.css, where the heatmap fills what is left of the window. */
export const FILLING = '(min-width: 761px) and (min-height: 660px)';

const LABEL_FONT = 12;
const SCROLLBAR = 10;

/**
 * The large heatmap inside `host`, which holds the focus and the keys. The canvas is as large as
 * what is seen of it and stays in place while an empty box scrolls, so that only visible cells
 * are ever drawn.
 */
export function mountGrid(host: HTMLElement, events: GridEvents): GridView {
  const scroller = document.createElement('div');
  scroller.className = 'grid-scroll';
  scroller.tabIndex = -1;
  scroller.setAttribute('aria-hidden', 'true');
  const space = document.createElement('div');
  space.className = 'grid-space';
  const canvas = document.createElement('canvas');
  canvas.className = 'grid-canvas';
  space.append(canvas);
  scroller.append(space);
  host.prepend(scroller);
  const context = canvas.getContext('2d');

  let props: GridProps | null = null;
  let layout: GridLayout | null = null;
  let hovered: CellPosition | null = null;
  let frame = 0;

  const widest = (labels: readonly string[] | null, count: number, font: string): number => {
    if (context === null) return 0;
    context.font = font;
    if (labels === null) return context.measureText(labelAt(null, count - 1)).width;
    return labels.reduce((most, text) => Math.max(most, context.measureText(text).width), 0);
  };

  /** What the figure leaves for the grid: its width, and its height less everything else in it. */
  const room = (): { readonly width: number; readonly height: number } => {
    const figure = host.parentElement;
    const width = Math.max(120, figure?.clientWidth ?? 0);
    if (figure === null || !matchMedia(FILLING).matches) {
      return { width, height: Math.max(220, Math.min(460, window.innerHeight * 0.62)) };
    }
    const gap = Number.parseFloat(getComputedStyle(figure).rowGap) || 0;
    let others = 0;
    for (const child of Array.from(figure.children)) {
      const seen = child instanceof HTMLElement && child.offsetHeight > 1 ? child.offsetHeight : 0;
      if (child !== host && seen > 0) others += seen + gap;
    }
    return { width, height: Math.max(140, figure.clientHeight - others) };
  };

  const measure = (p: GridProps): GridLayout => {
    // Marked labels are bold: the room is for those.
    const font = `600 ${LABEL_FONT}px ${p.look.fontFamily}`;
    const { rows, columns } = p.heatmap.slice;
    return gridLayout({
      rows,
      columns,
      available: room(),
      rowLabelWidth: widest(p.rowLabels, rows, font),
      columnLabelWidth: widest(p.columnLabels, columns, font),
      rowNameWidth: p.rowName === '' ? 0 : widest([`${p.rowName} ↓`], 1, font),
      columnsNamed: p.columnName !== '',
      zoom: p.zoom,
      devicePixelRatio: p.look.ratio,
    });
  };

  const sceneOf = (p: GridProps, l: GridLayout): GridScene => ({
    ...p,
    layout: l,
    rowLabel: (row) => labelAt(p.rowLabels, row),
    columnLabel: (column) => labelAt(p.columnLabels, column),
    plainRows: p.rowLabels === null,
    plainColumns: p.columnLabels === null,
    hovered,
    scroll: { left: scroller.scrollLeft, top: scroller.scrollTop },
    view: { width: scroller.clientWidth, height: scroller.clientHeight },
  });

  const paint = (): void => {
    frame = 0;
    if (props === null || layout === null || context === null) return;
    const { ratio } = props.look;
    const width = Math.round(scroller.clientWidth * ratio);
    const height = Math.round(scroller.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${width / ratio}px`;
      canvas.style.height = `${height / ratio}px`;
    }
    paintGrid(context, sceneOf(props, layout));
  };

  const schedule = (): void => {
    if (frame === 0) frame = requestAnimationFrame(paint);
  };

  const relayout = (): void => {
    if (props === null) return;
    layout = measure(props);
    space.style.width = `${layout.width}px`;
    space.style.height = `${layout.height}px`;
    const { width, height } = room();
    const scrollsDown = layout.height > height;
    const scrollsAcross = layout.width > width;
    scroller.style.width = `${Math.min(width, layout.width + (scrollsDown ? SCROLLBAR : 0))}px`;
    scroller.style.height = `${Math.min(height, layout.height + (scrollsAcross ? SCROLLBAR : 0))}px`;
    events.sized(layout);
    schedule();
  };

  const cellAt = (event: MouseEvent): CellPosition | null => {
    if (props === null || layout === null) return null;
    const rect = scroller.getBoundingClientRect();
    const x = event.clientX - rect.left;
    const y = event.clientY - rect.top;
    if (x < layout.headerWidth || y < layout.headerHeight) return null;
    const column = Math.floor((x - layout.headerWidth + scroller.scrollLeft) / layout.cellWidth);
    const row = Math.floor((y - layout.headerHeight + scroller.scrollTop) / layout.cellHeight);
    const { rows, columns } = props.heatmap.slice;
    return row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : null;
  };

  const tokenAt = (event: MouseEvent): string => {
    if (props === null || layout === null) return '';
    const rect = scroller.getBoundingClientRect();
    const x = event.clientX - rect.left - layout.headerWidth;
    const y = event.clientY - rect.top - layout.headerHeight;
    if (x < 0 && y >= 0) {
      return props.rowLabels?.[Math.floor((y + scroller.scrollTop) / layout.cellHeight)] ?? '';
    }
    if (y < 0 && x >= 0) {
      return props.columnLabels?.[Math.floor((x + scroller.scrollLeft) / layout.cellWidth)] ?? '';
    }
    return '';
  };

  const setHover = (at: CellPosition | null): void => {
    if (at?.row === hovered?.row && at?.column === hovered?.column) return;
    hovered = at;
    events.hover(at);
    schedule();
  };

  const reveal = (at: CellPosition): void => {
    if (layout === null) return;
    const { headerWidth, headerHeight, cellWidth, cellHeight } = layout;
    const shown = (from: number, size: number, scrolled: number, room: number): number => {
      if (from < scrolled) return from;
      return from + size > scrolled + room ? from + size - room : scrolled;
    };
    const left = at.column * cellWidth;
    const top = at.row * cellHeight;
    const width = scroller.clientWidth - headerWidth - 2;
    const height = scroller.clientHeight - headerHeight - 2;
    scroller.scrollLeft = shown(left, cellWidth, scroller.scrollLeft, width);
    scroller.scrollTop = shown(top, cellHeight, scroller.scrollTop, height);
  };

  scroller.addEventListener('scroll', () => {
    setHover(null);
    schedule();
  });
  scroller.addEventListener('pointermove', (event) => {
    setHover(cellAt(event));
    const title = tokenAt(event);
    if (canvas.title !== title) canvas.title = title;
  });
  scroller.addEventListener('pointerleave', () => setHover(null));
  scroller.addEventListener('click', (event) => {
    host.focus({ preventScroll: true });
    const at = cellAt(event);
    if (at !== null) events.select(at);
  });
  host.addEventListener('keydown', (event) => {
    if (props === null || layout === null || event.altKey || event.metaKey || event.shiftKey)
      return;
    const { rows, columns } = props.heatmap.slice;
    const page = Math.max(
      1,
      Math.floor((scroller.clientHeight - layout.headerHeight) / layout.cellHeight) - 1,
    );
    const key = { key: event.key, ctrl: event.ctrlKey };
    const move = gridMove(props.selected, key, { rows, columns, page });
    if (move === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (move.kind === 'clear') events.clear();
    else events.select(move.at);
  });

  new ResizeObserver(relayout).observe(host.parentElement ?? host);

  return {
    update(next) {
      const before = props;
      props = next;
      relayout();
      const moved = next.selected !== null && next.selected !== before?.selected;
      if (moved && next.selected !== null) reveal(next.selected);
    },
  };
}
