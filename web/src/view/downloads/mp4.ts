/** How far the MP4 file of a recording has come, in words. Pure. */

import { t } from '../../i18n';
import '../../i18n/late/downloads';
import { dayAndTime, fileSize } from '../../i18n/format';
import { LIMITS, type Mp4File } from '../../protocol/generated';

/** Whether the file is being made, or waits for that. */
export function isOnItsWay({ state }: Mp4File): boolean {
  return state.is === 'waiting' || state.is === 'working';
}

/** What is said of a file. */
export function mp4Text({ state, anew }: Mp4File): string {
  const of = () => {
    switch (state.is) {
      case 'absent':
        return t('downloads.mp4_absent');
      case 'waiting':
        return t(`downloads.mp4_waits_${state.reason}`);
      case 'working':
        return t('downloads.mp4_working', { percent: state.percent });
      case 'failed':
        return t(`downloads.mp4_failed_${state.why}`);
      case 'made': {
        const days = LIMITS.mp4KeptMs / 86_400_000;
        return t('downloads.mp4_made', { size: fileSize(state.bytes), when: dayAndTime(state.made_unix), days });
      }
    }
  };
  return anew && state.is !== 'made' ? `${t('downloads.mp4_anew')} ${of()}` : of();
}
