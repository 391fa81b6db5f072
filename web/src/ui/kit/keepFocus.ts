import { tick } from 'svelte';

const CONTROL = 'button:not(:disabled), a[href], input, select, textarea';

/** A control that appears later than this does not take the focus. */
const LATE_MS = 1_000;

/**
 * Keeps the focus in a box: when the focused control is removed, the one in its place gets the focus, else the element that
 * `otherwise` finds. Without this the focus would go to the top of the page. Give it to `{@attach}`.
 */
export function keepFocus(otherwise: () => HTMLElement | null): (box: HTMLElement) => () => void {
  return (box) => {
    const controls = () => [...box.querySelectorAll<HTMLElement>(CONTROL)];
    let last: { element: HTMLElement; place: number } | undefined;
    let refuge: { element: HTMLElement; place: number; until: number } | undefined;
    const focused = (event: FocusEvent) => {
      const element = event.target as HTMLElement;
      last = { element, place: controls().indexOf(element) };
    };
    // A control that is removed after it lost the focus does not matter; another box may keep the focus just then.
    const left = (event: FocusEvent) => {
      if (event.relatedTarget) last = undefined;
    };
    const at = (place: number): HTMLElement | undefined => {
      const all = controls();
      return all[Math.min(Math.max(0, place), all.length - 1)];
    };
    const goOn = async (place: number) => {
      // The control in its place may not be there yet.
      await tick();
      if (document.activeElement !== document.body) return;
      const next = at(place);
      if (next) return next.focus();
      const element = otherwise();
      refuge = element ? { element, place, until: performance.now() + LATE_MS } : undefined;
      element?.focus();
    };
    const comeBack = ({ element, place, until }: NonNullable<typeof refuge>) => {
      const next = at(place);
      if (next && document.activeElement === element && performance.now() < until) next.focus();
      if (next) refuge = undefined;
    };
    const observer = new MutationObserver(() => {
      if (refuge) comeBack(refuge);
      if (!last || last.element.isConnected) return;
      void goOn(last.place);
      last = undefined;
    });
    observer.observe(box, { childList: true, subtree: true });
    box.addEventListener('focusin', focused);
    box.addEventListener('focusout', left);
    return () => {
      observer.disconnect();
      box.removeEventListener('focusin', focused);
      box.removeEventListener('focusout', left);
    };
  };
}

/** The selected tab of the panel, else the control of the toolbar at which the Tab key stops. */
export function panelOrToolbar(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role=tab][aria-selected=true], [role=toolbar] [tabindex="0"]');
}
