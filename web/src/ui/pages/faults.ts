import { errorCode, errorText, t } from '../../i18n';
import { toast } from '../../view/kit/toasts.svelte';

/** Says so when something failed that nobody caught: better a word than a button that does nothing. */
export function sayUncaughtFaults(): void {
  window.addEventListener('unhandledrejection', (event) => say(event.reason));
  // Without an `error` it is a complaint of the browser's own (a late ResizeObserver) or of another site's script.
  window.addEventListener('error', (event) => event.error && say(event.error));
}

function say(fault: unknown): void {
  if (fault instanceof DOMException && fault.name === 'AbortError') return;
  toast(errorCode(fault) ? errorText(fault) : t('fault.toast'), 'bad');
}
