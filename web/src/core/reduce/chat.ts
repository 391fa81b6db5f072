import type { Event, Snapshot } from '../../protocol/generated';

/** Applies messages, and their deletion. */
export function chat(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  switch (event.kind) {
    case 'chat_sent': {
      const { seq, at, audience, participant, text, later } = event;
      const message = { seq, at, audience, participant, text, deleted: false, ...(later && { later }) };
      return { chat: [...state.chat, message] };
    }
    case 'chat_deleted':
      return {
        chat: state.chat.map((message) =>
          message.seq === event.message ? { ...message, text: '', deleted: true } : message,
        ),
      };
    default:
      return undefined;
  }
}
