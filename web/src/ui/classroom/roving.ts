/**
 * One stop of the Tab key for a toolbar: arrow keys move within it (the WAI-ARIA toolbar pattern). Give it to `{@attach}`.
 */
export function roving(bar: HTMLElement): () => void {
  const items = () =>
    [...bar.querySelectorAll<HTMLElement>('button, a[href]')].filter(
      (item) => !item.closest('[role=menu]') && item.offsetParent !== null,
    );
  const focusable = (chosen: HTMLElement | undefined) => {
    for (const item of items()) item.tabIndex = item === chosen ? 0 : -1;
  };
  const settle = () => {
    const all = items();
    if (!all.some((item) => item.tabIndex === 0) || all.filter((item) => item.tabIndex === 0).length > 1) {
      focusable(all.find((item) => item === document.activeElement) ?? all[0]);
    }
  };
  const focused = (event: FocusEvent) => {
    const item = items().find((item) => item === event.target);
    if (item) focusable(item);
  };
  const keydown = (event: KeyboardEvent) => {
    const all = items();
    const index = all.findIndex((item) => item === event.target);
    if (index < 0) return;
    const forward = getComputedStyle(bar).direction === 'rtl' ? -1 : 1;
    const to = {
      ArrowRight: index + forward,
      ArrowLeft: index - forward,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  };
  const observer = new MutationObserver(settle);
  observer.observe(bar, { childList: true, subtree: true });
  bar.addEventListener('focusin', focused);
  bar.addEventListener('keydown', keydown);
  settle();
  return () => {
    observer.disconnect();
    bar.removeEventListener('focusin', focused);
    bar.removeEventListener('keydown', keydown);
  };
}
