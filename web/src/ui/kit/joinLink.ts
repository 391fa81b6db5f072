import { t } from '../../i18n';
import { toast } from '../../view/kit/toasts.svelte';
import { copyText } from './clipboard';

/** Copies the join link of a class, and says so; shows the link if the browser forbids copying. */
export async function copyJoinLink(code: string): Promise<void> {
  const link = `${location.origin}/j/${code}`;
  if (await copyText(link)) toast(t('class.link_copied'), 'good');
  else toast(t('class.link_is', { link }));
}
