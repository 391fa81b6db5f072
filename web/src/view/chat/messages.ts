/** What the chat panel says about messages. Pure. */

import type { ChatMessage, Event, ParticipantId, RoomId } from '../../protocol/generated';
import { LIMITS } from '../../protocol/generated';
import { utf8Bytes } from '../kit/format';

/** Messages of others after the last one that was seen. */
export function unread(chat: readonly ChatMessage[], seen: number, you: ParticipantId | null): number {
  let count = 0;
  for (let index = chat.length - 1; index >= 0 && chat[index]!.seq > seen; index -= 1) {
    if (chat[index]!.participant !== you) count += 1;
  }
  return count;
}

/** The number of the newest message; 0 before the first. */
export function newest(chat: readonly ChatMessage[]): number {
  return chat[chat.length - 1]?.seq ?? 0;
}

/** Whether the text of a message is gone. Under a moved cursor it is gone before it was deleted, too: nobody has it. */
export function isGone(message: ChatMessage): boolean {
  return message.deleted || message.text === '';
}

/** Whether a message was written to this room alone. */
export function inRoom(message: ChatMessage, room: RoomId): boolean {
  return message.audience.to === 'room' && message.audience.room === room;
}

/** What one reads in a room: what was written there, to everybody, or to oneself. */
export function chatIn(chat: readonly ChatMessage[], room: RoomId): readonly ChatMessage[] {
  const here = chat.filter((message) => message.audience.to !== 'room' || message.audience.room === room);
  return here.length === chat.length ? chat : here;
}

/** The messages before number `first`, of the journal's events: a page is told only the last ones of a long chat. */
export function messagesBefore(first: number, events: readonly Event[]): ChatMessage[] {
  const gone = new Set(events.flatMap((event) => (event.kind === 'chat_deleted' ? [event.message] : [])));
  return events.flatMap((event) => {
    if (event.kind !== 'chat_sent' || event.seq >= first) return [];
    const { seq, at, audience, participant, text } = event;
    const deleted = gone.has(seq);
    return [{ seq, at, audience, participant, text: deleted ? '' : text, deleted }];
  });
}

/** Whether a message went to all rooms at once. */
export function toAllRooms(message: ChatMessage): boolean {
  return message.audience.to === 'everyone';
}

/** To whom a private message went. */
export type Privacy = { readonly kind: 'staff' } | { readonly kind: 'person'; readonly participant: ParticipantId };

/** Whether a message is not for everybody. A person's own message to staff is "to staff" in their eyes, an answer "to you". */
export function privacyOf(message: ChatMessage): Privacy | null {
  if (message.audience.to === 'pair') return { kind: 'person', participant: message.audience.with };
  if (message.audience.to !== 'staff') return null;
  const and = message.audience.and;
  return and === undefined || and === message.participant ? { kind: 'staff' } : { kind: 'person', participant: and };
}

/** From here on the counter shows, in bytes left. */
const COUNTER_FROM = 500;

/** Bytes left of a message, once few are; negative beyond the limit. */
export function bytesLeft(text: string): number | null {
  const left = LIMITS.chatTextBytes - utf8Bytes(text);
  return left <= COUNTER_FROM ? left : null;
}
