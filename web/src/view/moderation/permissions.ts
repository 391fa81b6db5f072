/** Permissions of a person: those of their role, less those that class settings block. Pure. */

import type { Action, Event, Participant, Settings, Snapshot, Source, TrackState } from '../../protocol/generated';
import { isStaff } from '../presence/people';

/** An action of the permission table, or a part of `publish` that a class setting can block alone. */
export type Permission = Action | 'camera' | 'unmute';

/** A person who asks for a permission. */
export interface Actor {
  /** The rows of the permission table for their role. */
  readonly rolePermissions: ReadonlySet<Action>;
  readonly snapshot: Snapshot;
  readonly self: Participant | undefined;
}

/** Sources that have a control of their own. */
export type Switched = Exclude<Source, 'screen_audio'>;

const SWITCHED: readonly Switched[] = ['microphone', 'camera', 'screen'];

/** Whether the role permits this and no class setting blocks it. Settings block nothing for staff. */
export function mayNow({ rolePermissions, snapshot, self }: Actor, permission: Permission): boolean {
  const action = permission === 'camera' || permission === 'unmute' ? 'publish' : permission;
  if (!rolePermissions.has(action)) return false;
  if (self && isStaff(self.role)) return true;
  return !isBlocked(snapshot.settings, self?.may_share ?? false, permission);
}

function isBlocked(settings: Settings, mayShare: boolean, permission: Permission): boolean {
  switch (permission) {
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

/**
 * The role's permissions that class settings do not block; the same set while none is blocked, to draw nothing anew.
 */
export function permittedNow(actor: Actor): ReadonlySet<Action> {
  const left = [...actor.rolePermissions].filter((action) => mayNow(actor, action));
  return left.length === actor.rolePermissions.size ? actor.rolePermissions : new Set(left);
}

/** Whether a person may share a screen, may ask to, has asked, or may neither share nor ask. */
export type ShareWay = 'may' | 'ask' | 'asked' | 'no';

export function shareWay(actor: Actor): ShareWay {
  if (mayNow(actor, 'share_screen')) return 'may';
  if (!actor.rolePermissions.has('share_screen') || actor.snapshot.settings.sharing !== 'asking') return 'no';
  return actor.self?.asks_to_share ? 'asked' : 'ask';
}

/** Whether the microphone can be switched: one that is on can always be muted. */
export function maySwitchMicrophone(actor: Actor, microphone: TrackState): boolean {
  return mayNow(actor, microphone === 'on' ? 'publish' : 'unmute');
}

/** Sources that the role permits but class settings block. A source that is on already is not among them. */
export function blockedByClass(actor: Actor, on: Readonly<Record<Switched, boolean>>): ReadonlySet<Switched> {
  const may: Readonly<Record<Switched, boolean>> = {
    microphone: !actor.rolePermissions.has('publish') || mayNow(actor, 'unmute'),
    camera: !actor.rolePermissions.has('publish') || mayNow(actor, 'camera'),
    screen: !actor.rolePermissions.has('share_screen') || ['may', 'ask'].includes(shareWay(actor)),
  };
  return new Set(SWITCHED.filter((source) => !on[source] && !may[source]));
}

/**
 * Whether a request of staff lets this person unmute where class settings forbid it, after an event. The request holds
 * until staff mute the person or the setting changes. Null is unknown: the page was loaded after the request.
 */
export function unmuteGranted(before: boolean | null, event: Event, { snapshot, self }: Actor): boolean | null {
  if (snapshot.settings.may_unmute) return false;
  if (!('participant' in event) || event.participant !== self?.id) return before;
  if (event.kind === 'asked_to_unmute') return true;
  if (event.kind === 'unmute_taken_back') return false;
  const muted = event.kind === 'track_changed' && event.source === 'microphone' && event.state !== 'on';
  return muted && event.by !== undefined && event.by !== self.id ? false : before;
}

/** People in any room who ask to share a screen, by seat. */
export function asksToShare(snapshot: Snapshot): Participant[] {
  return snapshot.participants.filter((person) => person.present && person.asks_to_share);
}
