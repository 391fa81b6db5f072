/** The choice of the speaker, with hysteresis: a cough does not change the stage. Pure. */

import type { Participant, ParticipantId } from '../../protocol/generated';
import { isHere } from '../presence/people';

/** How long another person has to speak, while the speaker is silent, to take over. */
export const TAKE_OVER_MS = 1_000;

/** The state of the choice. */
export interface SpeakerState {
  /** The speaker. */
  readonly current: ParticipantId | null;
  /** The person who may take over, and since when they speak. */
  readonly challenger: { readonly id: ParticipantId; readonly since: number } | null;
}

/** Nobody has spoken yet. */
export const NOBODY: SpeakerState = { current: null, challenger: null };

/**
 * The next state. The first person who speaks is chosen at once. Another one takes over once they have spoken for
 * {@link TAKE_OVER_MS} while the speaker was silent; until then the speaker stays. `except` is never chosen: people do not
 * want to see themselves large.
 */
export function nextSpeaker(
  state: SpeakerState,
  people: readonly Participant[],
  now: number,
  except: ParticipantId | null = null,
): SpeakerState {
  const candidates = people.filter((person) => isHere(person) && person.id !== except);
  const current = candidates.find((person) => person.id === state.current);
  const speaking = candidates.filter((person) => person.speaking);
  if (!current) return same(state, speaking[0]?.id ?? null, null);
  if (current.speaking || speaking.length === 0) return same(state, current.id, null);
  const known = state.challenger;
  const still = known && now >= known.since ? speaking.find((person) => person.id === known.id) : undefined;
  if (known && still) {
    return now - known.since >= TAKE_OVER_MS ? same(state, still.id, null) : state;
  }
  return same(state, current.id, { id: speaking[0]!.id, since: now });
}

/** Keeps the object if nothing changed, so that nothing is drawn anew. */
function same(
  state: SpeakerState,
  current: ParticipantId | null,
  challenger: SpeakerState['challenger'],
): SpeakerState {
  const unchanged = state.current === current && state.challenger === challenger;
  return unchanged ? state : { current, challenger };
}
