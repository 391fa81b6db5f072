import { t } from '../../i18n';
import { toast } from '../../view/kit/toasts.svelte';
import { copyText } from './clipboard';

/** Copies the link by which one joins a class, and says so; shows it where the browser does not let one copy. */
export async function copyJoinLink(code: string): Promise<void> {
  const link = `${location.origin}/j/${code}`;
  if (await copyText(link)) toast(t('class.link_copied'), 'good');
  else toast(t('class.link_is', { link }));
}
