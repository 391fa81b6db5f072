/** Keyboard shortcuts of a page: single keys, ignored while the person types or uses a dialog or menu. */

import { singleKeys } from '../../view/kit/persistedToggle.svelte';

/** Keys that act again while they are held. */
const REPEATS: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable=true]';

/** Runs the action of a key, by its name: see {@link nameOf}. */
export function shortcut(event: KeyboardEvent, does: Readonly<Record<string, () => unknown>>): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat && !REPEATS.has(event.key)) return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(`${TYPING}, dialog, [role=menu]`) || document.querySelector('dialog[open]')) return;
  // Arrows belong to lists and sliders, space to the control that has the focus.
  if (event.key.startsWith('Arrow') && target?.closest('[role=tablist], [role=slider], input, aside')) return;
  if (event.key === ' ' && target?.closest('button, a, [role=tab], [role=switch], summary')) return;
  if (event.key.length === 1 && event.key !== ' ' && !singleKeys.on) return;
  const action = does[nameOf(event)];
  if (!action) return;
  event.preventDefault();
  action();
}

/**
 * The name of a key: for letters and digits that of its place on an American keyboard, so that shortcuts are where they are on
 * every layout, Greek or French; for others what it types.
 */
function nameOf({ code, key, shiftKey }: KeyboardEvent): string {
  if (key === '?') return key;
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  if (place) return (place[1] ?? place[2])!.toLowerCase();
  if (code === 'Comma') return shiftKey || key === '<' ? '<' : ',';
  if (code === 'Period') return shiftKey || key === '>' ? '>' : '.';
  return key.length === 1 ? key.toLowerCase() : key;
}
