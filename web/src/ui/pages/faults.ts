import { errorCode, errorText, t } from '../../i18n';
import { toast } from '../../view/kit/toasts.svelte';

/** Shows a toast for every uncaught error: a message is better than a button that does nothing. */
export function sayUncaughtFaults(): void {
  window.addEventListener('unhandledrejection', (event) => say(event.reason));
  // An event without `error` comes from the browser itself (a late ResizeObserver) or from another site's script.
  window.addEventListener('error', (event) => event.error && say(event.error));
}

function say(fault: unknown): void {
  if (fault instanceof DOMException && fault.name === 'AbortError') return;
  toast(errorCode(fault) ? errorText(fault) : t('fault.toast'), 'bad');
}
