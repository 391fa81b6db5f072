import type { Event, Participant, Snapshot, Source, Track, TrackState } from '../../protocol/generated';
import { changed, without, withItem } from './lists';
import { vacated, withoutSpotlightOn, withRoom } from './rooms';

/** What changes in a person who is here no more. */
export const AWAY: Partial<Participant> = { present: false, tracks: [], speaking: false, asks_to_share: false };

/** What events about one person make of the state. */
export function people(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  switch (event.kind) {
    case 'joined':
      return {
        ...placed(state, event.participant, event.room),
        participants: withItem(state.participants, arrived(state, event)),
      };
    case 'left':
      return {
        ...vacated(state, event.participant),
        feedback: without(state.feedback, event.participant),
        voice_to_all: state.voice_to_all === event.participant ? null : state.voice_to_all,
        participants: changed(state.participants, event.participant, () => AWAY),
      };
    case 'moved':
      if (!state.participants.some(({ id }) => id === event.participant)) return {};
      return {
        ...placed(state, event.participant, event.room),
        participants: changed(state.participants, event.participant, ({ breakout }) => ({
          room: event.room,
          breakout: event.room || breakout,
        })),
      };
    case 'track_changed':
      return trackChanged(state, event.participant, event.source, event.state, event.at);
    default: {
      const change = inPerson(event);
      return change && { participants: changed(state.participants, change.participant, () => change.to) };
    }
  }
}

/** What changes in one person and nowhere else. */
function inPerson(event: Event): { participant: number; to: Partial<Participant> } | undefined {
  switch (event.kind) {
    case 'consent_changed':
      return { participant: event.participant, to: { consent: event.consent } };
    case 'speaking':
      return { participant: event.participant, to: { speaking: event.speaking } };
    case 'reacted':
      return { participant: event.participant, to: { reaction: { reaction: event.reaction, at: event.at } } };
    case 'share_asked':
      return { participant: event.participant, to: { asks_to_share: true } };
    case 'may_share_set':
      return { participant: event.participant, to: { may_share: event.may_share, asks_to_share: false } };
    case 'role_changed':
      return { participant: event.participant, to: { role: event.role } };
    case 'renamed':
      return { participant: event.participant, to: { name: event.name } };
    default:
      return undefined;
  }
}

function arrived(state: Snapshot, joined: Extract<Event, { kind: 'joined' }>): Participant {
  const { participant: id, name, role, room, consent } = joined;
  const before = state.participants.find((person) => person.id === id)?.breakout;
  return {
    id,
    name,
    role,
    room,
    breakout: room || (before ?? null),
    present: true,
    consent,
    tracks: [],
    speaking: false,
    reaction: null,
    may_share: false,
    asks_to_share: false,
  };
}

/** A person is in this room now. */
function placed(state: Snapshot, participant: number, room: number): Partial<Snapshot> {
  const { rooms, help } = vacated(state, participant);
  return { rooms: withRoom(rooms, room), help };
}

function trackChanged(state: Snapshot, id: number, source: Source, to: TrackState, at: number): Partial<Snapshot> {
  const participants = changed(state.participants, id, ({ tracks }) => {
    const silent = source === 'microphone' && to !== 'on';
    return { tracks: withTrack(tracks, source, to, at), ...(silent && { speaking: false }) };
  });
  return to === 'off' ? { participants, rooms: withoutSpotlightOn(state.rooms, id, source) } : { participants };
}

function withTrack(tracks: Track[], source: Source, to: TrackState, at: number): Track[] {
  const others = tracks.filter((track) => track.source !== source);
  if (to === 'off') return others;
  const since = tracks.find((track) => track.source === source)?.since ?? at;
  return [...others, { source, state: to, since }].sort(
    (a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source),
  );
}

const SOURCES: readonly Source[] = ['microphone', 'camera', 'screen', 'screen_audio'];
