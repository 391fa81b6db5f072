import type { Consent, RoomRules, Settings } from '../../protocol/generated';

/** What holds until staff set otherwise, and where a stored event of another version does not say. */
export const DEFAULT_SETTINGS: Settings = {
  waiting_room: false,
  locked: false,
  chat: 'everyone',
  chat_gap: 0,
  private_chat: false,
  sharing: 'asking',
  may_unmute: true,
  cameras: true,
  ends_without_staff: true,
};

/** What holds in breakout rooms where nobody said otherwise. */
export const DEFAULT_RULES: RoomRules = { may_return: true, may_choose: false, late: 'main', watching: 'members' };

/** Of whom nothing is said, nothing is recorded. */
export const CONSENT_WITHHELD: Consent = { record_camera: false, record_voice: false };
