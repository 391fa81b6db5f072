/** The text of the header about the recording. Pure. */

import type { Consent, RecordedMedia } from '../../protocol/generated';

/** What is known about the recording, for one person. */
export type Recording = {
  /** Nothing is recorded, nor does class go on: the server's disk is full. */
  diskFull: boolean;
  /** Staff took class off the record. */
  offRecord: boolean;
  /** What the disk has room for. */
  media: RecordedMedia;
  staff: boolean;
  /** While it is unknown, the text does not mention this person. */
  consent: Consent | undefined;
};

/** The text about the recording of this person now. */
export function recordingNow({ diskFull, offRecord, media, staff, consent }: Recording) {
  if (diskFull || media === 'nothing') return 'class.recording_paused';
  if (offRecord) return 'off_record.now';
  if (media === 'sound') return 'class.recording_sound';
  if (media === 'screens') return 'class.recording_no_cameras';
  if (media === 'staff_cameras' && staff) return 'class.recording_staff_cameras';
  if (!consent) return 'class.recording';
  const camera = consent.record_camera && media === 'all';
  if (camera) return consent.record_voice ? 'class.recording' : 'class.recording_not_voice';
  return consent.record_voice ? 'class.recording_not_camera' : 'class.recording_not_you';
}
