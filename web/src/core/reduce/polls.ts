import type { Event, Poll, Snapshot } from '../../protocol/generated';
import { momentOf } from '../moment';
import { bySeat, changed, withItem } from './lists';

/** Applies polls, their ballots and results. */
export function polls(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  switch (event.kind) {
    case 'poll_prepared': {
      const { poll: id, question, key } = event;
      return { prepared: withItem(state.prepared, { id, question, key }) };
    }
    case 'poll_discarded':
      return { prepared: state.prepared.filter(({ id }) => id !== event.poll) };
    case 'poll_started':
      return { polls: withItem(state.polls, started(event)) };
    case 'poll_key_set':
      return { polls: changed(state.polls, event.poll, () => ({ key: event.key })) };
    case 'ballot_cast':
      return { polls: changed(state.polls, event.poll, (poll) => answered(poll, event)) };
    case 'poll_closed':
      return {
        polls: changed(state.polls, event.poll, ({ key }) => ({
          closed: momentOf(event),
          key: event.key ?? key,
        })),
      };
    case 'late_answers_set':
      return { polls: changed(state.polls, event.poll, () => ({ late_answers: event.late_answers })) };
    case 'poll_tallied':
      return { polls: changed(state.polls, event.poll, () => ({ tally: event.tally })) };
    case 'results_shared':
      return { polls: changed(state.polls, event.poll, () => ({ shared: event.tally })) };
    default:
      return undefined;
  }
}

function started(event: Extract<Event, { kind: 'poll_started' }>): Poll {
  const { poll: id, room, question, quiz, by, until, again } = event;
  const at = momentOf(event);
  return {
    id,
    room,
    question,
    quiz,
    by,
    at,
    until,
    closed: null,
    again,
    key: null,
    answered: [],
    ballots: [],
    late: [],
    late_answers: { late: 'open' },
    tally: null,
    shared: null,
  };
}

/** The answer is absent when the poll is anonymous. An answer after the end of the poll is late, and not counted. */
function answered(poll: Poll, cast: Extract<Event, { kind: 'ballot_cast' }>): Partial<Poll> {
  const { participant, answer, later } = cast;
  if (poll.closed !== null && later && answer) return { late: bySeat(poll.late, { participant, answer, later }) };
  return {
    answered: poll.answered.includes(participant) ? poll.answered : [...poll.answered, participant],
    ballots: answer ? bySeat(poll.ballots, { participant, answer }) : poll.ballots,
  };
}
