/** Messages as the chat panel shows them. Pure. */

import type { ChatMessage, Event, ParticipantId, RoomId } from '../../protocol/generated';
import { LIMITS } from '../../protocol/generated';
import { utf8Bytes } from '../kit/format';

/**
 * How many messages of others came after the last one that was seen. On *Watch* they stand in the order of the moments to which they belong,
 * and not of their numbers.
 */
export function unread(chat: readonly ChatMessage[], seen: number, you: ParticipantId | null): number {
  const last = chat.findLastIndex(({ seq }) => seq === seen);
  const after = last === -1 ? chat.filter(({ seq }) => seq > seen) : chat.slice(last + 1);
  return after.filter(({ participant }) => participant !== you).length;
}

/** The `seq` of the newest message; 0 without one. */
export function newest(chat: readonly ChatMessage[]): number {
  return chat[chat.length - 1]?.seq ?? 0;
}

/** Whether the text of a message is deleted. In a recording the text is missing even before the moment of deletion. */
export function isGone(message: ChatMessage): boolean {
  return message.deleted || message.text === '';
}

/** Whether a message was written to this room alone. */
export function inRoom(message: ChatMessage, room: RoomId): boolean {
  return message.audience.to === 'room' && message.audience.room === room;
}

/** The messages that are shown in a room: those written there, to everybody, or to this person. */
export function chatIn(chat: readonly ChatMessage[], room: RoomId): readonly ChatMessage[] {
  const here = chat.filter((message) => message.audience.to !== 'room' || message.audience.room === room);
  return here.length === chat.length ? chat : here;
}

/** The messages before `seq` `first`, from the journal: a snapshot has only the last messages of a long chat. */
export function messagesBefore(first: number, events: readonly Event[]): ChatMessage[] {
  const gone = new Set(events.flatMap((event) => (event.kind === 'chat_deleted' ? [event.message] : [])));
  return events.flatMap((event) => {
    if (event.kind !== 'chat_sent' || event.seq >= first) return [];
    const { seq, at, audience, participant, text, later } = event;
    const deleted = gone.has(seq);
    return [{ seq, at, audience, participant, text: deleted ? '' : text, deleted, ...(later && { later }) }];
  });
}

/** Whether a message went to all rooms at once. */
export function toAllRooms(message: ChatMessage): boolean {
  return message.audience.to === 'everyone';
}

/** The audience of a private message. */
export type Privacy =
  | { readonly kind: 'staff' }
  | {
      readonly kind: 'person';
      readonly participant: ParticipantId;
      /** Staff wrote it, and all of them read it. */
      readonly withStaff: boolean;
    };

/** The audience of a message, or null when it is not private. For its author a message to staff is "to staff". */
export function privacyOf(message: ChatMessage): Privacy | null {
  if (message.audience.to === 'pair') return { kind: 'person', participant: message.audience.with, withStaff: false };
  if (message.audience.to !== 'staff') return null;
  const and = message.audience.and;
  return and === undefined || and === message.participant
    ? { kind: 'staff' }
    : { kind: 'person', participant: and, withStaff: true };
}

/** The counter is shown when fewer bytes are left. */
const COUNTER_FROM = 500;

/** The bytes that are left for a message, negative beyond the limit; null while there are many. */
export function bytesLeft(text: string): number | null {
  const left = LIMITS.chatTextBytes - utf8Bytes(text);
  return left <= COUNTER_FROM ? left : null;
}
