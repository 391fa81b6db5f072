/** What the settings of the class leave of a role's rights, and what staff have to see to. Pure. */

import type { Action, Event, Participant, Settings, Snapshot, Source, TrackState } from '../../protocol/generated';
import { isStaff } from '../presence/people';

/** What one may want to do: an action of the permission table, or a part of one that a setting takes away. */
export type Deed = Action | 'camera' | 'unmute';

/** Who wants to: the table's rights of their role, and the class as they see it. */
export interface Somebody {
  /** The rights of the role. */
  readonly table: ReadonlySet<Action>;
  readonly snapshot: Snapshot;
  readonly self: Participant | undefined;
}

/** What one switches on and off by itself. */
export type Switched = Exclude<Source, 'screen_audio'>;

const SWITCHED: readonly Switched[] = ['microphone', 'camera', 'screen'];

/** Whether somebody may do this now: what their role allows, less what the settings take from all who are not staff. */
export function mayNow({ table, snapshot, self }: Somebody, deed: Deed): boolean {
  const action = deed === 'camera' || deed === 'unmute' ? 'publish' : deed;
  if (!table.has(action)) return false;
  if (self && isStaff(self.role)) return true;
  return !takenAway(snapshot.settings, self?.may_share ?? false, deed);
}

function takenAway(settings: Settings, mayShare: boolean, deed: Deed): boolean {
  switch (deed) {
    case 'camera':
      return !settings.cameras;
    case 'unmute':
      return !settings.may_unmute;
    case 'chat':
      return settings.chat !== 'everyone';
    case 'chat_staff':
      return settings.chat === 'off';
    case 'share_screen':
      return settings.sharing === 'staff' || (settings.sharing === 'asking' && !mayShare);
    default:
      return false;
  }
}

/** All that is left of the table; the table itself, while nothing is taken. */
export function rightsNow(who: Somebody): ReadonlySet<Action> {
  const left = [...who.table].filter((action) => mayNow(who, action));
  return left.length === who.table.size ? who.table : new Set(left);
}

/** How one comes to share a screen. */
export type ShareWay = 'may' | 'ask' | 'asked' | 'no';

/** Whether one may share, may ask to, or has asked. */
export function shareWay(who: Somebody): ShareWay {
  if (mayNow(who, 'share_screen')) return 'may';
  if (!who.table.has('share_screen') || who.snapshot.settings.sharing !== 'asking') return 'no';
  return who.self?.asks_to_share ? 'asked' : 'ask';
}

/** Whether the microphone can be switched from how it is: one that is on can always be muted. */
export function maySwitchMicrophone(who: Somebody, microphone: TrackState): boolean {
  return mayNow(who, microphone === 'on' ? 'publish' : 'unmute');
}

/** What settings of the class keep one from switching on now, of what one's role could. */
export function withheld(who: Somebody, on: Readonly<Record<Switched, boolean>>): ReadonlySet<Switched> {
  const may: Readonly<Record<Switched, boolean>> = {
    microphone: !who.table.has('publish') || mayNow(who, 'unmute'),
    camera: !who.table.has('publish') || mayNow(who, 'camera'),
    screen: !who.table.has('share_screen') || ['may', 'ask'].includes(shareWay(who)),
  };
  return new Set(SWITCHED.filter((source) => !on[source] && !may[source]));
}

/**
 * Whether staff's asking lets one unmute where the class may not, after an event; null is not known: the page began in
 * the midst of it. It holds until they mute one, or the rule changes.
 */
export function letUnmute(before: boolean | null, event: Event, { snapshot, self }: Somebody): boolean | null {
  if (snapshot.settings.may_unmute) return false;
  if (!('participant' in event) || event.participant !== self?.id) return before;
  if (event.kind === 'asked_to_unmute') return true;
  if (event.kind === 'unmute_taken_back') return false;
  const muted = event.kind === 'track_changed' && event.source === 'microphone' && event.state !== 'on';
  return muted && event.by !== undefined && event.by !== self.id ? false : before;
}

/** People of all rooms who ask to be let share a screen, by seat. */
export function asksToShare(snapshot: Snapshot): Participant[] {
  return snapshot.participants.filter((person) => person.present && person.asks_to_share);
}
