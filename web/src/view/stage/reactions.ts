/** Reactions: one beside a person, or counts of many people's, on screen and for screen readers. Pure. */

import type { Participant, Reaction } from '../../protocol/generated';

/** How long a reaction stays beside its person. */
export const REACTION_MS = 5_000;

/** The reaction to show beside a person at a moment. */
export function reactionAt(person: Participant, now: number): NonNullable<Participant['reaction']> | undefined {
  const last = person.reaction;
  return last && now >= last.at && now - last.at < REACTION_MS ? last : undefined;
}

/** How many people show one reaction. */
export interface ReactionCount {
  readonly reaction: Reaction;
  readonly count: number;
}

/** The reactions of many people at a moment. */
export interface Reactions {
  /** The most frequent first. */
  readonly counts: readonly ReactionCount[];
  /** The class time of the last of them. */
  readonly newest: number;
}

/** From this many people on, reactions are counted. */
export const MANY = 3;

/** The counts of reactions if many people react; null if each reaction is shown beside its person. */
export function reactionsOfMany(people: readonly Participant[], now: number): Reactions | null {
  const shown = people.flatMap((person) => reactionAt(person, now) ?? []);
  if (shown.length < MANY) return null;
  const counts = new Map<Reaction, number>();
  for (const { reaction } of shown) counts.set(reaction, (counts.get(reaction) ?? 0) + 1);
  return {
    counts: [...counts].map(([reaction, count]) => ({ reaction, count })).sort((a, b) => b.count - a.count),
    newest: Math.max(...shown.map(({ at }) => at)),
  };
}

/** The last sentence about reactions. Times are of the reader's clock, not of class: playback at 2x does not speak faster. */
export interface Spoken {
  /** The counts of the last sentence; empty once it is old. */
  readonly counts: readonly ReactionCount[];
  readonly at: number;
  /** The newest reaction of that sentence: {@link Reactions.newest}. */
  readonly newest: number | null;
  /** The time since which many people react. */
  readonly since: number | null;
}

/** The state before the first sentence. */
export const NOTHING_SPOKEN: Spoken = { counts: [], at: -Infinity, newest: null, since: null };

/** People who applaud do not all begin at the same time. */
const GATHER_MS = 1_000;
/** The least time between two sentences. */
export const SPOKEN_GAP_MS = 5_000;

/** The next state; the same object if nothing changes. */
export function nextSpoken(before: Spoken, shown: Reactions | null, clock: number): Spoken {
  const old = clock - before.at >= SPOKEN_GAP_MS;
  if (!shown) {
    const counts = old ? NOTHING_SPOKEN.counts : before.counts;
    return counts === before.counts && before.since === null ? before : { ...before, counts, since: null };
  }
  const since = before.since ?? clock;
  if (old && clock - since >= GATHER_MS && shown.newest !== before.newest) {
    return { counts: shown.counts, at: clock, newest: shown.newest, since };
  }
  return since === before.since ? before : { ...before, since };
}
