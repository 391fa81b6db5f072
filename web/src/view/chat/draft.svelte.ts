/** A message while it is written: its text, its addressee, and whether it was sent. It outlives the panel and a reload. */

import { RefusedError } from '../../core/live';
import { tabStorage } from '../../core/storage';
import type { ChatTo, SessionId } from '../../protocol/generated';
import { bytesLeft } from './messages';
import type { Wanted } from './rules';

/** The draft of one session. */
export class ChatDraft {
  text = $state('');
  /** A message is being sent. */
  busy = $state(false);
  /** Why the last message was not sent. */
  refused = $state.raw<unknown>(null);
  /** The wanted addressee: the chosen one, or the one on screen when this message was begun. */
  readonly wanted: Wanted = $derived.by(() => this.#begunFor ?? this.#chosen);

  readonly #session: SessionId;
  #chosen: Wanted = $state.raw({ to: 'room' });
  /**
   * A message begun for staff, because chat was closed, must not go to everybody when chat is opened again. A message begun
   * in a room must not go to the class when the room closes.
   */
  #begunFor: ChatTo | null = $state.raw(null);

  constructor(session: SessionId) {
    this.#session = session;
    const kept = tabStorage.readJson(`chat.${session}`);
    if (!isKept(kept)) return;
    this.text = kept.text;
    if (kept.to.to === 'room' && kept.to.room !== undefined) this.#begunFor = { to: 'room', room: kept.to.room };
    else this.#chosen = kept.to;
  }

  /** The text changed, while `shown` was the addressee on screen. */
  write(text: string, shown: ChatTo | null): void {
    this.text = text;
    this.refused = null;
    if (text === '') this.#begunFor = null;
    else this.#begunFor ??= shown;
    this.#keep();
  }

  /** Chooses the addressee. */
  address(to: ChatTo): void {
    // The room itself is not kept: the next message is for the room in which it is begun.
    this.#chosen = to.to === 'room' ? { to: 'room' } : to;
    this.#begunFor = to.to === 'room' && this.text !== '' ? to : null;
    this.#keep();
  }

  /** Sends the message. If that fails, puts its text before the text written meanwhile. */
  async send(to: ChatTo, send: (text: string, to: ChatTo) => Promise<unknown>): Promise<void> {
    const { text } = this;
    if (this.busy || text.trim() === '') return;
    if ((bytesLeft(text) ?? 0) < 0) {
      this.refused = new RefusedError('text_too_long');
      return;
    }
    this.busy = true;
    this.write('', null);
    try {
      await send(text, to);
    } catch (refusal) {
      this.#begunFor = narrower(to, this.#begunFor);
      this.write(this.text === '' ? text : `${text}\n${this.text}`, to);
      this.refused = refusal;
    } finally {
      this.busy = false;
    }
  }

  #keep(): void {
    const { text, wanted } = this;
    tabStorage.writeJson(`chat.${this.#session}`, text === '' && wanted.to === 'room' ? null : { text, to: wanted });
  }
}

/** From many recipients to few. */
const REACH = ['everywhere', 'room', 'staff', 'person'] as const;

/** The recipients of two joined texts: those of the more private text, or of the first if both are for rooms. */
function narrower(first: ChatTo, second: ChatTo | null): ChatTo {
  return second !== null && REACH.indexOf(second.to) > REACH.indexOf(first.to) ? second : first;
}

function isKept(value: unknown): value is { text: string; to: Wanted } {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('to' in value)) return false;
  const { text, to } = value;
  return typeof text === 'string' && typeof to === 'object' && to !== null && 'to' in to;
}
