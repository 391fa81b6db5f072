/** Who is here, in which order, and what may be done about them. Pure. */

import type {
  Action,
  Command,
  Participant,
  ParticipantId,
  Role,
  Room,
  RoomId,
  Snapshot,
  Source,
  Track,
} from '../../protocol/generated';

/** Instructor or assistant. */
export function isStaff(role: Role): boolean {
  return role === 'instructor' || role === 'assistant';
}

/** The person of a seat. */
export function personOf(snapshot: Snapshot, id: ParticipantId | null | undefined): Participant | undefined {
  return id == null ? undefined : snapshot.participants.find((person) => person.id === id);
}

/** The room in which a person is, or the one they look at; the main room for those who never were in. */
export function roomOf(snapshot: Snapshot, you: ParticipantId | null, room?: RoomId): Room {
  const id: RoomId = room ?? personOf(snapshot, you)?.room ?? 0;
  return snapshot.rooms.find((room) => room.id === id) ?? snapshot.rooms[0]!;
}

/** A person's track, when it is on or muted. */
export function trackOf(person: Participant | undefined, source: Source): Track | undefined {
  return person?.tracks.find((track) => track.source === source);
}

/** Whether a track carries media now. */
export function isOn(person: Participant | undefined, source: Source): boolean {
  return trackOf(person, source)?.state === 'on';
}

/** Everybody who is in the room now, by seat. */
export function presentIn(snapshot: Snapshot, room: Room): Participant[] {
  return snapshot.participants.filter((person) => person.present && person.room === room.id);
}

/** A person's place in the queue of hands, from 1; 0 when the hand is down. */
export function handPlace(room: Room, id: ParticipantId): number {
  return room.hands.findIndex((hand) => hand.participant === id) + 1;
}

const RANK: Record<Role, number> = { instructor: 0, assistant: 1, student: 2, guest: 2 };

/** The People panel: hands first in their order, then staff, then everybody by name. */
export function inOrder(people: readonly Participant[], room: Room, locale?: string): Participant[] {
  const collator = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
  const place = new Map(room.hands.map((hand, index) => [hand.participant, index]));
  return [...people].sort(
    (a, b) =>
      (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity) ||
      RANK[a.role] - RANK[b.role] ||
      collator.compare(a.name, b.name) ||
      a.id - b.id,
  );
}

/** What staff can do to a person. */
export type PersonAction =
  | 'mute'
  | 'ask_to_unmute'
  | 'stop_camera'
  | 'stop_screen'
  | 'lower_hand'
  | 'spotlight_camera'
  | 'spotlight_screen'
  | 'remove_spotlight'
  | 'message'
  | 'let_share'
  | 'hand_over'
  | 'end_share'
  | 'make_assistant'
  | 'end_assistant'
  | 'rename'
  | 'move'
  | 'remove';

/** What there is around a person that makes more actions possible. */
export interface Around {
  /** There are rooms to move to. */
  readonly rooms?: boolean;
  /** Others, not staff, who share a screen. */
  readonly sharers?: readonly Participant[];
}

/** Those who are not staff and share a screen. */
export function sharersOf(people: readonly Participant[]): Participant[] {
  return people.filter((person) => !isStaff(person.role) && trackOf(person, 'screen'));
}

/** What to ask for so that a person may share a screen in place of those who do. */
export function handOver(to: Participant, people: readonly Participant[]): Command[] {
  const set = ({ id }: Participant, may_share: boolean): Command => ({
    do: 'set_may_share',
    participant: id,
    may_share,
  });
  const before = sharersOf(people).filter((person) => person.id !== to.id);
  return [...before.map((person) => set(person, false)), set(to, true)];
}

/** The actions that make sense about a person now, for somebody with these rights. */
export function actionsFor(
  person: Participant,
  room: Room,
  you: ParticipantId | null,
  may: ReadonlySet<Action>,
  { rooms = false, sharers = [] }: Around = {},
): PersonAction[] {
  const other = person.id !== you;
  const actions: PersonAction[] = [];
  if (other && may.has('mute_others')) {
    actions.push(isOn(person, 'microphone') ? 'mute' : 'ask_to_unmute');
    if (trackOf(person, 'camera')) actions.push('stop_camera');
    if (trackOf(person, 'screen')) actions.push('stop_screen');
  }
  const own = !other && may.has('raise_hand');
  if (handPlace(room, person.id) > 0 && (own || may.has('lower_hands'))) actions.push('lower_hand');
  if (may.has('spotlight')) {
    const target = room.spotlight?.participant === person.id ? room.spotlight.source : undefined;
    if (target) actions.push('remove_spotlight');
    if (trackOf(person, 'camera') && target !== 'camera') actions.push('spotlight_camera');
    if (trackOf(person, 'screen') && target !== 'screen') actions.push('spotlight_screen');
  }
  if (other && may.has('chat_person') && !isStaff(person.role)) actions.push('message');
  if (!isStaff(person.role) && may.has('settings')) {
    if (sharers.some(({ id }) => id !== person.id)) actions.push('hand_over');
    actions.push(person.may_share ? 'end_share' : 'let_share');
  }
  if (other && may.has('set_role') && person.role !== 'instructor') {
    actions.push(person.role === 'assistant' ? 'end_assistant' : 'make_assistant');
  }
  if (rooms && other && may.has('rooms')) actions.push('move');
  if (other && may.has('remove')) actions.push('rename');
  if (other && may.has('remove') && (person.role !== 'instructor' || may.has('set_role'))) actions.push('remove');
  return actions;
}

/** How long a reaction stays beside its person. */
export const REACTION_MS = 5_000;

/** The reaction to show beside a person at a moment. */
export function reactionAt(person: Participant, now: number): NonNullable<Participant['reaction']> | undefined {
  const last = person.reaction;
  return last && now >= last.at && now - last.at < REACTION_MS ? last : undefined;
}
