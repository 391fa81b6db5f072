import { errorText } from '../../i18n';
import { toast } from './toasts.svelte';

/** Whether something was done; says why not. */
export async function done(what: Promise<unknown>): Promise<boolean> {
  try {
    await what;
    return true;
  } catch (error) {
    toast(errorText(error), 'bad');
    return false;
  }
}
