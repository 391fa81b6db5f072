import type { Consent, RoomRules, SessionKind, Settings } from '../../protocol/generated';

/** The settings until staff change them, and the values that a stored event of another version lacks. */
export const DEFAULT_SETTINGS: Settings = {
  waiting_room: false,
  locked: false,
  chat: 'everyone',
  chat_gap: 0,
  private_chat: false,
  sharing: 'asking',
  may_unmute: true,
  cameras: true,
  without_staff: 'ends',
  open_recording: false,
};

/** How a session of this kind begins. */
export const settingsOf = (kind: SessionKind | undefined): Settings =>
  kind === 'study' ? { ...DEFAULT_SETTINGS, sharing: 'everyone', without_staff: 'goes_on' } : DEFAULT_SETTINGS;

/** The rules of breakout rooms unless others are given. */
export const DEFAULT_RULES: RoomRules = { may_return: true, may_choose: false, late: 'main', watching: 'members' };

/** The consent of a person whose choice is unknown: nothing of them is recorded. */
export const CONSENT_WITHHELD: Consent = { record_camera: false, record_voice: false };
