/** What the header says of the recording. Pure. */

import type { Consent } from '../../protocol/generated';

/** What is recorded of this person now. Without consent that is known, all of class is. */
export function recordingNow(consent: Consent | undefined, diskFull: boolean) {
  if (diskFull) return 'class.recording_paused';
  if (!consent || (consent.record_camera && consent.record_voice)) return 'class.recording';
  if (consent.record_voice) return 'class.recording_not_camera';
  return consent.record_camera ? 'class.recording_not_voice' : 'class.recording_not_you';
}
