import { tick } from 'svelte';

const CONTROL = 'button:not(:disabled), a[href], input, select, textarea';

/** What comes in the place of a control so late does not take the focus from where it went meanwhile. */
const LATE_MS = 1_000;

/**
 * Where the control that has the focus leaves the page, the one in its place takes it, else what `otherwise` finds: nobody
 * is thrown back to the top. Give it to `{@attach}`.
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
    // What goes when one is elsewhere already concerns nobody, least of all another box that keeps the focus just then.
    const left = (event: FocusEvent) => {
      if (event.relatedTarget) last = undefined;
    };
    const at = (place: number): HTMLElement | undefined => {
      const all = controls();
      return all[Math.min(Math.max(0, place), all.length - 1)];
    };
    const goOn = async (place: number) => {
      // What comes in its place may be on its way.
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

/** The tab of the panel that is open, else the control of the toolbar that the Tab key stops at. */
export function panelOrToolbar(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role=tab][aria-selected=true], [role=toolbar] [tabindex="0"]');
}
