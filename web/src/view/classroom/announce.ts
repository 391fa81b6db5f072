/** Announcements for screen readers: joins, leaves, hands, messages, rooms, polls, activities. Pure. */

import type { Activity, Event, ParticipantId, PollId, RoomId } from '../../protocol/generated';

/** Acts that are announced with a person's name, in the order of the announcements. */
const OF_PEOPLE = ['joined', 'left', 'hand_up', 'hand_down', 'waits', 'help'] as const;

/** Announcements of acts that many people may do at the same time. */
type OfMany =
  | { readonly say: (typeof OF_PEOPLE)[number]; readonly who: ParticipantId }
  | { readonly say: 'message'; readonly who: ParticipantId; readonly text: string };

/** An announcement; `text` was written by a person. */
export type Announcement =
  | OfMany
  | { readonly say: 'rooms' }
  | { readonly say: 'poll'; readonly text: string }
  | { readonly say: 'results'; readonly poll: PollId }
  | { readonly say: 'activity'; readonly activity: Activity };

/** The announcement of an event to a person in a room, if any. Nobody hears of their own acts. */
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

/** Whether an event is a message or an arrival in another room. */
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

/** More announcements of one kind than this are replaced by their count. */
export const NAMED_AT_MOST = 3;

/** The announcements of a short while, in order; many of one kind are replaced by their count. */
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
