/** Messages that tell a person what failed, or what staff did about them. */

import { errorText, t } from '../../i18n';
import { DeviceError } from '../../media/devices';
import type { Event, Notice, Source } from '../../protocol/generated';
import { toast } from '../kit/toasts.svelte';
import { isStaff } from '../presence/people';
import type { ClassView } from './classView.svelte';

/** The text of a failure of a device or command. */
export function failureText(error: unknown): string {
  if (error instanceof DeviceError) {
    return error.input === 'screen' ? t('device.screen_failed') : t(`device.${error.input}_${error.reason}`);
  }
  return errorText(error);
}

/** Shows a failure as a toast. */
export function sayFailure(error: unknown): void {
  toast(failureText(error), 'bad');
}

/** Tells staff that the disk is so full that not all pictures are recorded any more. That nothing is, a notice tells all. */
export function sayDiskLow(notice: Notice, view: ClassView): void {
  if (notice.about !== 'recorded' || !view.staff) return;
  if (notice.media !== 'all' && notice.media !== 'nothing') toast(t('class.disk_low'), 'bad');
}

const STAFF_ACTION: Partial<Record<Source, 'camera_off_by' | 'microphone_muted_by' | 'screen_stopped_by'>> = {
  microphone: 'microphone_muted_by',
  camera: 'camera_off_by',
  screen: 'screen_stopped_by',
};

/** Tells a person what staff did about them: nobody is muted, or permitted to share, without knowing. */
export function sayStaffAction(event: Event, view: ClassView): void {
  if (!('participant' in event) || event.participant !== view.you) return;
  if (event.kind === 'may_share_set') toast(t(event.may_share ? 'notice.may_share' : 'notice.may_not_share'));
  if (event.kind === 'role_changed') toast(t(isStaff(event.role) ? 'notice.assistant' : 'notice.not_assistant'));
  if (event.kind !== 'track_changed') return;
  const key = STAFF_ACTION[event.source];
  if (key && event.by !== undefined && event.by !== view.you) {
    toast(t(`media.${key}`, { name: view.nameOf(event.by) }));
  }
}
