/** To whom one can write, when again, and which messages one can delete. Pure. */

import type { Action, ChatMessage, ChatTo, Participant, ParticipantId } from '../../protocol/generated';
import { mayNow, type Actor } from '../moderation/permissions';
import { isStaff } from '../presence/people';

/** To whom one can write. */
export interface Recipients {
  /** Everybody in one's room. */
  readonly room: boolean;
  /** All rooms. */
  readonly everywhere: boolean;
  readonly staff: boolean;
  /** In private, by seat. */
  readonly people: readonly Participant[];
}

/** Those to whom one can write now. */
export function recipients(actor: Actor): Recipients {
  const { snapshot, self, rolePermissions } = actor;
  const staff = self !== undefined && isStaff(self.role);
  const room = mayNow(actor, 'chat');
  const others = staff || (room && snapshot.settings.private_chat) ? snapshot.participants : [];
  return {
    room,
    everywhere: rolePermissions.has('chat_person') && snapshot.rooms.some((other) => other.id !== 0 && other.open),
    staff: mayNow(actor, 'chat_staff'),
    people: others.filter((person) => person.present && person.id !== self?.id && !isStaff(person.role)),
  };
}

/**
 * Whom a message goes to that is meant for `wanted`; null while they cannot be written to. What is for the room may go to
 * fewer instead; what is private never goes to others.
 */
export function addressee(wanted: ChatTo, to: Recipients): ChatTo | null {
  switch (wanted.to) {
    case 'person':
      return to.people.some((person) => person.id === wanted.participant) ? wanted : null;
    case 'staff':
      return to.staff ? wanted : null;
    default:
      if (to[wanted.to]) return wanted;
      if (to.room) return { to: 'room' };
      return to.staff ? { to: 'staff' } : null;
  }
}

/** When one may write again in slow mode, in class time; 0 when now. */
export function writeAgainAt({ snapshot, self }: Actor): number {
  const gap = snapshot.settings.chat_gap;
  if (!self || gap === 0 || isStaff(self.role)) return 0;
  const last = snapshot.chat.findLast((message) => message.participant === self.id);
  return last ? last.at + gap : 0;
}

/** Whether one can delete a message: one's own, or as staff any. What was deleted is gone already. */
export function mayDelete(message: ChatMessage, you: ParticipantId | null, may: ReadonlySet<Action>): boolean {
  if (message.deleted) return false;
  return may.has('delete_messages') || (message.participant === you && may.has('attend'));
}

/** Gaps of slow mode on offer, in milliseconds; 0 is off. */
export const CHAT_GAPS = [0, 10_000, 30_000, 60_000, 300_000] as const;
