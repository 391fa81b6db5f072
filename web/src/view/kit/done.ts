import { errorText } from '../../i18n';
import { toast } from './toasts.svelte';

/** Whether something was done; says why not. */
export async function done(what: Promise<unknown>, why: (error: unknown) => string = errorText): Promise<boolean> {
  try {
    await what;
    return true;
  } catch (error) {
    toast(why(error), 'bad');
    return false;
  }
}
