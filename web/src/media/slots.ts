import type { TrackRef, WatchedSlot } from '../protocol/generated';

/** A picture that a page shows: which track, and how high in device pixels. */
export interface VideoRequest {
  track: TrackRef;
  height: number;
}

/**
 * Assigns requests to the video slots of the connection, and knows which track the server says each slot carries.
 *
 * A track keeps its slot for as long as it is requested, so that a change of layout does not interrupt it.
 */
export class Slots {
  readonly #slots: Slot[] = [];
  #unplaced: VideoRequest[] = [];
  /** The slots that the server was told; absent when the server must be told anew. */
  #told: readonly WatchedSlot[] | undefined;

  /** How many slots there are. */
  get count(): number {
    return this.#slots.length;
  }

  /** How many more slots the requests need. */
  get missing(): number {
    return this.#unplaced.length;
  }

  /** Adds slots, named by their `mid`. Requests without a slot get one. */
  extend(mids: readonly string[]): void {
    for (const mid of mids) this.#slots.push({ mid, request: undefined, carried: undefined });
    this.request([...this.#slots.flatMap(({ request }) => request ?? []), ...this.#unplaced]);
  }

  /** Replaces the requests. Earlier ones come first when slots are short; a track requested twice gets the greater height. */
  request(requests: readonly VideoRequest[]): void {
    const open = new Map<string, VideoRequest>();
    for (const { track, height } of requests) {
      const known = open.get(key(track));
      open.set(key(track), { track, height: Math.max(roundHeight(height), known?.height ?? 0) });
    }
    for (const slot of this.#slots) {
      const id = slot.request && key(slot.request.track);
      slot.request = id === undefined ? undefined : open.get(id);
      if (id !== undefined) open.delete(id);
    }
    const free = this.#slots.filter(({ request }) => !request);
    this.#unplaced = [];
    for (const request of open.values()) {
      const slot = take(free, request.track);
      if (slot) slot.request = request;
      else this.#unplaced.push(request);
    }
  }

  /** All requests, with or without a slot: a new connection takes them over. */
  get requests(): VideoRequest[] {
    return [...this.#slots.flatMap(({ request }) => request ?? []), ...this.#unplaced];
  }

  /** All slots with a request, as the server is told. */
  get watched(): WatchedSlot[] {
    return this.#slots.flatMap(({ mid, request }) => (request ? [{ mid, ...request }] : []));
  }

  /** All slots with a request, which then count as told; `undefined` when the server knows them already. */
  tell(): WatchedSlot[] | undefined {
    const { watched } = this;
    if (this.#told && sameWatch(this.#told, watched)) return undefined;
    this.#told = watched;
    return watched;
  }

  /** Forgets that the server was told this list; returns false if the server has been told another list since. */
  forget(told = this.#told): boolean {
    if (this.#told !== told) return false;
    this.#told = undefined;
    return true;
  }

  /**
   * A track began or ended. The server drops a request that comes while its track is off, perhaps one for this track,
   * so the server is told anew.
   */
  doubt(track: TrackRef): void {
    if (this.#told?.some((slot) => key(slot.track) === key(track))) this.forget();
  }

  /** The track that a slot carries, as far as the server has said. */
  carried(mid: string): TrackRef | undefined {
    return this.#slots.find((slot) => slot.mid === mid)?.carried;
  }

  /** The server says that a slot carries `track`, or nothing. */
  carry(mid: string, track: TrackRef | undefined): void {
    const slot = this.#slots.find((candidate) => candidate.mid === mid);
    if (slot) slot.carried = track;
  }

  /** The slot in which `track` is both requested and carried: never a slot that still shows another person. */
  showing(track: TrackRef): string | undefined {
    const id = key(track);
    return this.#slots.find(
      ({ request, carried }) => request && carried && key(request.track) === id && key(carried) === id,
    )?.mid;
  }
}

interface Slot {
  readonly mid: string;
  request: VideoRequest | undefined;
  carried: TrackRef | undefined;
}

/** Whether two lists say the same to the server. */
function sameWatch(a: readonly WatchedSlot[], b: readonly WatchedSlot[]): boolean {
  return (
    a.length === b.length &&
    a.every((slot, i) => {
      const other = b[i]!;
      return slot.mid === other.mid && slot.height === other.height && key(slot.track) === key(other.track);
    })
  );
}

/** Identity of a track, for maps. */
export function key(track: TrackRef): string {
  return `${track.participant}/${track.source}`;
}

/** Takes a free slot: the one that carries the track already, else one that carries nothing, else any. */
function take(free: Slot[], track: TrackRef): Slot | undefined {
  const id = key(track);
  let index = free.findIndex(({ carried }) => carried && key(carried) === id);
  if (index < 0) index = free.findIndex(({ carried }) => !carried);
  return free.splice(Math.max(index, 0), 1)[0];
}

/** Rounds heights up in steps, so that dragging a window's edge does not send a stream of commands. */
function roundHeight(height: number): number {
  return Math.max(HEIGHT_STEP, Math.ceil(height / HEIGHT_STEP) * HEIGHT_STEP);
}

const HEIGHT_STEP = 30;
