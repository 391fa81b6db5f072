/** Reactions of many: shown and said as numbers, not one by one. Pure. */

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

/** What many show at a moment. */
export interface Reactions {
  /** The most frequent first. */
  readonly counts: readonly ReactionCount[];
  /** When the last of them was given, in class time. */
  readonly newest: number;
}

/** From so many people on, reactions are counted. */
export const MANY = 3;

/** What people show, when it is many who do; else each has theirs beside them. */
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

/** What was said of reactions, and when. Times are the reader's own, in milliseconds: nobody hears faster than others. */
export interface Spoken {
  /** The last that was said; empty once it is old. */
  readonly counts: readonly ReactionCount[];
  readonly at: number;
  /** Which reactions it spoke of: {@link Reactions.newest}. */
  readonly newest: number | null;
  /** Since when many react. */
  readonly since: number | null;
}

/** Nothing was said yet. */
export const NOTHING_SPOKEN: Spoken = { counts: [], at: -Infinity, newest: null, since: null };

/** Those who clap do not all begin at once. */
const GATHER_MS = 1_000;
/** Between two sentences about reactions. */
export const SPOKEN_GAP_MS = 5_000;

/** What is said now; the same object when nothing changes. */
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
