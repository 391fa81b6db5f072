/** Rules of chat: possible addressees, slow mode, and deletion. Pure. */

import type {
  Action,
  ChatMessage,
  ChatPolicy,
  ChatTo,
  Participant,
  ParticipantId,
  RoomId,
  Timeline,
} from '../../protocol/generated';
import { mayNow, type Actor } from '../moderation/permissions';
import { isStaff, lacksStaff } from '../presence/people';
import { MAIN_ROOM } from '../rooms/rooms';

/** The possible addressees of a message. */
export interface Recipients {
  /** The room of this person, while they can write to everybody there. */
  readonly room: RoomId | null;
  /** All rooms. */
  readonly everywhere: boolean;
  readonly staff: boolean;
  /** People who can be written to in private, by seat. */
  readonly people: readonly Participant[];
}

/** The intended addressee of a message. A `room` without a number is the room where this person is. */
export type Wanted = Exclude<ChatTo, { to: 'room' }> | { readonly to: 'room'; readonly room?: RoomId };

/** The addressees to whom this person can write now. */
export function recipients(actor: Actor): Recipients {
  const { snapshot, self, rolePermissions } = actor;
  const staff = self !== undefined && isStaff(self.role);
  const mayChat = mayNow(actor, 'chat');
  const others = staff || (mayChat && snapshot.settings.private_chat) ? snapshot.participants : [];
  return {
    room: mayChat ? (self?.room ?? null) : null,
    everywhere: rolePermissions.has('chat_person') && snapshot.rooms.some((other) => other.id !== 0 && other.open),
    staff: mayNow(actor, 'chat_staff') && !lacksStaff(snapshot),
    people: others.filter((person) => person.present && person.id !== self?.id && !isStaff(person.role)),
  };
}

/**
 * The addressee of a message that is meant for `wanted`; null while nobody suitable can be written to. A message for the
 * room may go to fewer people instead. A message begun in a room goes to no other room, and a private message never goes to
 * anybody else.
 */
export function addressee(wanted: Wanted, to: Recipients): ChatTo | null {
  switch (wanted.to) {
    case 'person':
      return to.people.some((person) => person.id === wanted.participant) ? wanted : null;
    case 'staff':
      return to.staff ? wanted : null;
    case 'everywhere':
      if (to.everywhere) return wanted;
      break;
    case 'room':
      if (wanted.room !== undefined && to.room !== null && wanted.room !== to.room) return null;
  }
  if (to.room !== null) return { to: 'room', room: to.room };
  return to.staff ? { to: 'staff' } : null;
}

/**
 * The addressees to whom somebody can write at a moment of a recording; undefined for whoever cannot. The settings are those of the end of the
 * journal.
 */
export function recipientsLater(
  { role, writes }: Pick<Timeline, 'role' | 'writes'>,
  chat: ChatPolicy,
): Recipients | undefined {
  const staff = isStaff(role);
  if (!writes || (!staff && chat === 'off')) return undefined;
  return { room: staff || chat === 'everyone' ? MAIN_ROOM : null, everywhere: false, staff: !staff, people: [] };
}

/** The class time at which this person may write again in slow mode; 0 for now. */
export function writeAgainAt({ snapshot, self }: Actor): number {
  const gap = snapshot.settings.chat_gap;
  if (!self || gap === 0 || isStaff(self.role)) return 0;
  const last = snapshot.chat.findLast((message) => message.participant === self.id);
  return last ? last.at + gap : 0;
}

/** Whether a person can delete a message: their own, or any as staff. A deleted message cannot be deleted again. */
export function mayDelete(message: ChatMessage, you: ParticipantId | null, may: ReadonlySet<Action>): boolean {
  if (message.deleted) return false;
  return may.has('delete_messages') || (message.participant === you && may.has('attend'));
}

/** The gaps that slow mode offers, in milliseconds; 0 is off. */
export const CHAT_GAPS = [0, 10_000, 30_000, 60_000, 300_000] as const;
