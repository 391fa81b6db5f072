/** The text of the header about the recording. Pure. */

import type { Consent } from '../../protocol/generated';

/** The text about the recording of this person now. While their consent is unknown, it does not mention them. */
export function recordingNow(consent: Consent | undefined, diskFull: boolean) {
  if (diskFull) return 'class.recording_paused';
  if (!consent || (consent.record_camera && consent.record_voice)) return 'class.recording';
  if (consent.record_voice) return 'class.recording_not_camera';
  return consent.record_camera ? 'class.recording_not_voice' : 'class.recording_not_you';
}
