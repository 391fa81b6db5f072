/** A class that was taken along, at the place where its film is. */

import { ReplayClass } from '../../core/replay';
import { browserStorage } from '../../core/storage';
import type { OfflineClass, ParticipantId } from '../../protocol/generated';
import { ClassView } from '../classroom/classView.svelte';
import { displayName, isNaming } from '../presence/names';
import { density, smooth, withCuts, withTakes } from '../timeline/chapters';
import { TimelineFold } from '../timeline/fold';
import { replacedOf, takeAt, type Replaced } from '../watch/takeOn';
import { takePlaces } from '../watch/takePlaces';
import { worthKeeping } from '../watch/watching';
import { inClass, inFilm, leftOut } from './film';

/** How finely the density of chat and hands is drawn. */
const BINS = 120;

/** Follows the film until it is closed. */
export class OfflineRoom {
  readonly told: OfflineClass;
  readonly view: ClassView;
  /** Class time of its end. */
  readonly edge: number;
  readonly chapters;
  readonly #replaced: readonly Replaced[];
  readonly density;
  readonly polls;
  /** Class time, in milliseconds. */
  position = $state(0);
  readonly #replay: ReplayClass;
  /** What people were called at the end, who may not have come in so far. */
  readonly #names: ReadonlyMap<ParticipantId, string>;

  constructor(told: OfflineClass) {
    this.told = told;
    this.#names = new Map(told.events.filter(isNaming).map((event) => [event.participant, displayName(event)]));
    this.edge = told.film.at(-1)?.to ?? 0;
    this.#replay = new ReplayClass({ events: told.events, rewritten: Infinity, subscribe: () => () => {} });
    this.view = new ClassView(this.#replay, () => ({ you: null, may: new Set(), live: false }));
    const fold = new TimelineFold().take(told.events);
    this.#replaced = replacedOf(told.film);
    this.chapters = withTakes(withCuts(fold.chapters(this.edge), leftOut(told.film)), takePlaces(this.#replaced));
    this.density = smooth(density(fold.busyTimes, this.edge, BINS));
    this.polls = fold.polls;
  }

  /** A person's name; empty when unknown. */
  nameOf(id: ParticipantId): string {
    return this.#names.get(id) ?? '';
  }

  /** The film is at this place, in milliseconds, and runs at this rate; 0 while it does not. */
  follow(place: number, rate: number): void {
    this.position = inClass(this.told.film, place);
    // While a take plays, class rests at the beginning of its stretch.
    const take = takeAt(this.#replaced, this.position);
    if (take) this.#replay.seek(take.from);
    else if (rate === 0) this.#replay.seek(this.position);
    else this.#replay.follow(this.position, rate);
  }

  /** The place in the film of a moment of class. */
  placeOf(at: number): number {
    return inFilm(this.told.film, at);
  }

  /** The place at which this browser left the film. */
  get left(): number {
    const at = Number(browserStorage.read(this.#name) ?? NaN);
    return Number.isFinite(at) && worthKeeping(at) ? this.placeOf(at) : 0;
  }

  /** Keeps the present place for the next visit. */
  keep(): void {
    browserStorage.write(this.#name, String(Math.round(this.position)));
  }

  /** Stops following. */
  close(): void {
    this.view.close();
    this.#replay.close();
  }

  get #name() {
    return `offline.${this.told.url}`;
  }
}
