import { tick } from 'svelte';

/** Moves the focus to the first field of a form that is wrong, once the page says so. */
export async function focusInvalid(form: HTMLElement | undefined): Promise<void> {
  await tick();
  form?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
}
