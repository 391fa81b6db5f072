/** The people in class, and their order. Pure. */

import type { Participant, ParticipantId, Role, Room, RoomId, Snapshot, Source, Track } from '../../protocol/generated';

/** Whether a role is instructor or assistant. */
export function isStaff(role: Role): boolean {
  return role === 'instructor' || role === 'assistant';
}

/** Whether students meet by themselves, and nobody of the staff is with them. */
export function lacksStaff({ kind, participants }: Pick<Snapshot, 'kind' | 'participants'>): boolean {
  return kind === 'study' && !participants.some(({ present, role }) => present && isStaff(role));
}

/** The person of a seat. */
export function personOf(snapshot: Snapshot, id: ParticipantId | null | undefined): Participant | undefined {
  return id == null ? undefined : snapshot.participants.find((person) => person.id === id);
}

/** The room that a person looks at, else the one where they are; the main room for those who never joined. */
export function roomOf(snapshot: Snapshot, you: ParticipantId | null, room?: RoomId): Room {
  const id: RoomId = room ?? personOf(snapshot, you)?.room ?? 0;
  return snapshot.rooms.find((room) => room.id === id) ?? snapshot.rooms[0]!;
}

/** A person's track, if it is on or muted. */
export function trackOf(person: Participant | undefined, source: Source): Track | undefined {
  return person?.tracks.find((track) => track.source === source);
}

/** Whether a track carries media now. */
export function isOn(person: Participant | undefined, source: Source): boolean {
  return trackOf(person, source)?.state === 'on';
}

/** Whether a person is in class and their connection is not lost. */
export function isHere(person: Participant): boolean {
  return person.present && !person.away;
}

/** The people who are in the room now, also those who are away, by seat. */
export function presentIn(snapshot: Snapshot, room: Room): Participant[] {
  return snapshot.participants.filter((person) => person.present && person.room === room.id);
}

/** Whether a person's hand is up, even while they are away. */
export function isHandUp(room: Room, id: ParticipantId): boolean {
  return room.hands.some((hand) => hand.participant === id);
}

/** The queue of raised hands, in order. People who are away keep their place and are passed over. */
export function handQueue(people: readonly Participant[], room: Room): ParticipantId[] {
  const here = new Set(people.filter(isHere).map(({ id }) => id));
  return room.hands.map(({ participant }) => participant).filter((id) => here.has(id));
}

/** A person's place in the queue of hands, from 1; 0 for people outside of it. */
export function handPlace(queue: readonly ParticipantId[], id: ParticipantId): number {
  return queue.indexOf(id) + 1;
}

const RANK: Record<Role, number> = { instructor: 0, assistant: 1, student: 2, observer: 2, guest: 2 };

/**
 * The order of the People panel: raised hands first in their order, then staff, then everybody by name; people who are
 * away last.
 */
export function inOrder(people: readonly Participant[], room: Room, locale?: string): Participant[] {
  const collator = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
  const place = new Map(room.hands.map((hand, index) => [hand.participant, index]));
  return [...people].sort(
    (a, b) =>
      Number(a.away ?? false) - Number(b.away ?? false) ||
      (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity) ||
      RANK[a.role] - RANK[b.role] ||
      collator.compare(a.name, b.name) ||
      a.id - b.id,
  );
}
