import { api } from '../../core/http';
import type { SavedSeat } from '../../core/seats';
import { Discussion } from './discussion.svelte';
import { Waiting } from './waiting.svelte';

/** What the people of a course have of its board in a class that runs. */
export interface ClassBoard {
  readonly waiting: Waiting;
  readonly discussion: Discussion;
}

/** The board of the course of a class, for whoever has its seat with an account; undefined where there is none. */
export async function classBoard({ session, token }: SavedSeat): Promise<ClassBoard | undefined> {
  const { course } = await api.timeline(session, token);
  if (!course) return undefined;
  return { waiting: new Waiting(course, session), discussion: new Discussion(course, session) };
}
