/** What a screen reader hears of class: joins, leaves, hands, messages, rooms, polls, activities. Pure. */

import type { Activity, Event, ParticipantId, PollId, RoomId } from '../../protocol/generated';

/** What people do that is said with their name, in the order in which it is said. */
const OF_PEOPLE = ['joined', 'left', 'hand_up', 'hand_down', 'waits', 'help'] as const;

/** What many do at a time. */
type OfMany =
  | { readonly say: (typeof OF_PEOPLE)[number]; readonly who: ParticipantId }
  | { readonly say: 'message'; readonly who: ParticipantId; readonly text: string };

/** A thing to say; `text` is what people wrote. */
export type Announcement =
  | OfMany
  | { readonly say: 'rooms' }
  | { readonly say: 'poll'; readonly text: string }
  | { readonly say: 'results'; readonly poll: PollId }
  | { readonly say: 'activity'; readonly activity: Activity };

/** What an event says to somebody in a room, if anything. One does not hear of oneself. */
export function announcementOf(event: Event, you: ParticipantId | null, room: RoomId = 0): Announcement | null {
  switch (event.kind) {
    case 'poll_started': {
      const asked = event.room === null || event.room === room;
      return asked && event.by !== you ? { say: 'poll', text: event.question.text } : null;
    }
    case 'rooms_opened': {
      const placed = event.rooms.some(({ members }) => you !== null && members.includes(you));
      return event.rules.may_choose && !placed && event.by !== you ? { say: 'rooms' } : null;
    }
    case 'results_shared':
      return { say: 'results', poll: event.poll };
    case 'activity_started':
      return { say: 'activity', activity: event.activity };
    default:
      return elsewhere(event, room) ? null : ofPeople(event, you);
  }
}

/** What is said in another room, or by whom arrives there, is for those who are there. */
function elsewhere(event: Event, room: RoomId): boolean {
  if (event.kind === 'joined') return event.room !== room;
  return event.kind === 'chat_sent' && event.audience.to === 'room' && event.audience.room !== room;
}

function ofPeople(event: Event, you: ParticipantId | null): OfMany | null {
  if (!('participant' in event) || event.participant === null || event.participant === you) return null;
  const who = event.participant;
  switch (event.kind) {
    case 'joined':
    case 'left':
      return { say: event.kind, who };
    case 'hand_raised':
      return { say: 'hand_up', who };
    case 'hand_lowered':
      return { say: 'hand_down', who };
    case 'wait_began':
      return { say: 'waits', who };
    case 'help_asked':
      return { say: 'help', who };
    case 'chat_sent':
      return { say: 'message', who, text: event.text };
    default:
      return null;
  }
}

/** More of one kind than this, said at once, are counted instead of named. */
export const NAMED_AT_MOST = 3;

/** Brings together what happened in a short while: each announcement, or a count where there are many of a kind. */
export function gather(list: readonly Announcement[]): (Announcement | { say: OfMany['say']; count: number })[] {
  const said: (Announcement | { say: OfMany['say']; count: number })[] = [];
  for (const kind of [...OF_PEOPLE, 'message'] as const) {
    const some = list.filter((announcement) => announcement.say === kind);
    if (some.length > NAMED_AT_MOST) said.push({ say: kind, count: some.length });
    else said.push(...some);
  }
  const single: readonly Announcement['say'][] = ['activity', 'rooms', 'poll', 'results'];
  return [...said, ...list.filter((announcement) => single.includes(announcement.say))];
}
