import { tick } from 'svelte';

const CONTROL = 'button:not(:disabled), a[href], input, select, textarea';

/**
 * Where the control that has the focus leaves the page, the one in its place takes it, else what `otherwise` finds: nobody
 * is thrown back to the top. Give it to `{@attach}`.
 */
export function keepFocus(otherwise: () => HTMLElement | null): (box: HTMLElement) => () => void {
  return (box) => {
    const controls = () => [...box.querySelectorAll<HTMLElement>(CONTROL)];
    let last: { element: HTMLElement; place: number } | undefined;
    const focused = (event: FocusEvent) => {
      const element = event.target as HTMLElement;
      last = { element, place: controls().indexOf(element) };
    };
    const goOn = async (place: number) => {
      // What comes in its place may be on its way.
      await tick();
      const all = controls();
      const next = all[Math.min(Math.max(0, place), all.length - 1)] ?? otherwise();
      if (document.activeElement === document.body) next?.focus();
    };
    const observer = new MutationObserver(() => {
      if (!last || last.element.isConnected) return;
      void goOn(last.place);
      last = undefined;
    });
    observer.observe(box, { childList: true, subtree: true });
    box.addEventListener('focusin', focused);
    return () => {
      observer.disconnect();
      box.removeEventListener('focusin', focused);
    };
  };
}

/** The tab of the panel that is open, else the control of the toolbar that the Tab key stops at. */
export function panelOrToolbar(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role=tab][aria-selected=true], [role=toolbar] [tabindex="0"]');
}
