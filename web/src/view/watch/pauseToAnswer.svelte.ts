import type { PollId } from '../../protocol/generated';
import type { WatchRoom } from './watchRoom.svelte';

/** Playback rests while somebody answers a poll, and goes on afterwards. At the edge class waits for nobody. */
export class PauseToAnswer {
  /** The poll for whose answer it rests. */
  poll: PollId | undefined = $state();
  /** The poll that is being answered; it may be played on meanwhile. */
  begun: PollId | undefined = $state();
  readonly #room: Pick<WatchRoom, 'playing' | 'live' | 'atEdge' | 'pause' | 'play'>;

  constructor(room: Pick<WatchRoom, 'playing' | 'live' | 'atEdge' | 'pause' | 'play'>) {
    this.#room = room;
  }

  /** Somebody begins to answer, or goes on with it. */
  begin(poll: PollId): void {
    if (this.begun === poll) return;
    this.begun = poll;
    const { playing, live, atEdge } = this.#room;
    if (playing && !(live && atEdge)) this.#room.pause();
    else if (this.poll === undefined) return;
    this.poll = poll;
  }

  /** The answer is given, or not wanted any more. */
  end(poll: PollId): void {
    if (this.begun === poll) this.begun = undefined;
    if (this.poll !== poll) return;
    this.poll = undefined;
    void this.#room.play();
  }

  /** Somebody plays on while they answer: it is not paused for that again. */
  played(): void {
    this.poll = undefined;
  }
}
