import type { Event, Snapshot } from '../../protocol/generated';
import { without } from './lists';

/** What events of the chat, and of those who wait, make of the state. */
export function talk(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  const { chat, waiting } = state;
  switch (event.kind) {
    case 'chat_sent': {
      const { seq, at, audience, participant, text } = event;
      return { chat: [...chat, { seq, at, audience, participant, text, deleted: false }] };
    }
    case 'chat_deleted':
      return {
        chat: chat.map((message) =>
          message.seq === event.message ? { ...message, text: '', deleted: true } : message,
        ),
      };
    case 'wait_began': {
      const { participant, name, at } = event;
      return { waiting: [...without(waiting, participant), { participant, name, at, message: null }] };
    }
    case 'wait_ended':
      return { waiting: without(waiting, event.participant) };
    case 'waiting_told':
      return {
        waiting: waiting.map((guest) =>
          guest.participant === event.participant ? { ...guest, message: event.text } : guest,
        ),
      };
    default:
      return undefined;
  }
}
