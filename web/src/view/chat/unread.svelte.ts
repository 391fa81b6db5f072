import type { ChatMessage, ParticipantId } from '../../protocol/generated';
import { newest, unread } from './messages';

/** The state on which the count of unread messages depends. */
export interface ChatOnScreen {
  /** The messages of the room. */
  readonly chat: readonly ChatMessage[];
  /** The messages of all rooms that reach this person. */
  readonly all: readonly ChatMessage[];
  readonly you: ParticipantId | null;
  /** The chat is on screen: new messages count as read. */
  readonly shown: boolean;
}

/** Counts messages that came while the chat was not on screen. Construct it while a component initialises. */
export class UnreadMessages {
  readonly #read: () => ChatOnScreen | null;
  #seen = $state(0);
  #started = false;

  readonly count: number = $derived.by(() => {
    const now = this.#read();
    return !now || now.shown ? 0 : unread(now.chat, this.#seen, now.you);
  });

  /** @param read Null before the first welcome: messages from before that do not count as unread. */
  constructor(read: () => ChatOnScreen | null) {
    this.#read = read;
    $effect(() => {
      const now = read();
      if (!now) return;
      if (now.shown || !this.#started) this.#seen = newest(now.all);
      this.#started = true;
    });
  }
}
