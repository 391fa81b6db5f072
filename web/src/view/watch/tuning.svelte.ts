/** How fast and how loud is played: alike by the player of a class and that of a take in it. */

import { savedVolume, saveVolume } from './position';

/** What plays; a `TimelinePlayer` does. */
export interface Tuned {
  /** Its speed, which it keeps within what it can. */
  rate: number;
  volume: number;
  muted: boolean;
  setSpeaker(id: string): void;
}

export class Tuning {
  /** The chosen speed; 1 is that of class. */
  rate = $state(1);
  /** The chosen loudness, 0 to 1. */
  volume = $state(savedVolume());
  muted = $state(false);
  #nudged = 1;
  #ducked = 1;
  #speaker = '';
  readonly #players = new Set<Tuned>();

  /** Has something play like this, until it is removed. */
  add<P extends Tuned>(player: P): P {
    this.#players.add(player);
    player.rate = this.rate * this.#nudged;
    player.volume = this.volume * this.#ducked;
    player.muted = this.muted;
    player.setSpeaker(this.#speaker);
    return player;
  }

  remove(player: Tuned): void {
    this.#players.delete(player);
  }

  setRate(rate: number): void {
    this.#nudged = 1;
    this.rate = rate;
    for (const player of this.#players) {
      player.rate = rate;
      this.rate = player.rate;
    }
  }

  /** Has all play a little faster or slower than at the chosen speed, by this factor. */
  nudge(by: number): void {
    this.#nudged = by;
    for (const player of this.#players) player.rate = this.rate * by;
  }

  /** Changes the loudness; any but 0 is heard. */
  setVolume(volume: number): void {
    this.volume = Math.min(1, Math.max(0, volume));
    saveVolume(this.volume);
    this.#sound();
    this.setMuted(false);
  }

  /** Has all play more quietly than the reader has chosen, by this factor. */
  duck(by: number): void {
    this.#ducked = by;
    this.#sound();
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    for (const player of this.#players) player.muted = muted;
  }

  /** Has all play on the loudspeaker with this device id; empty for the system's default. */
  setSpeaker(id: string): void {
    this.#speaker = id;
    for (const player of this.#players) player.setSpeaker(id);
  }

  #sound(): void {
    for (const player of this.#players) player.volume = this.volume * this.#ducked;
  }
}
