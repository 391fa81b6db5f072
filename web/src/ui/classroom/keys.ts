/** Keyboard shortcuts of a page: single keys, ignored while the person types or uses a dialog or menu. */

import { singleKeys } from '../../view/kit/persistedToggle.svelte';

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable=true]';

/** Runs the action of a key. */
export function shortcut(event: KeyboardEvent, does: Readonly<Record<string, () => unknown>>): void {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(`${TYPING}, dialog, [role=menu]`) || document.querySelector('dialog[open]')) return;
  // Space belongs to the control that has the focus.
  if (event.key === ' ' && target?.closest('button, a, [role=tab], [role=switch], summary')) return;
  if (event.key.length === 1 && event.key !== ' ' && !singleKeys.on) return;
  const action = does[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
