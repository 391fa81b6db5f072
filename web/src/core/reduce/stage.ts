import type { Event, Hand, Participant, Room, Snapshot, Source, Track, TrackState } from '../../protocol/generated';
import { changed, without } from './lists';
import { withRoom } from './rooms';

/** Applies tracks, speaking, reactions, hands and spotlights. */
export function stage(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  const { participants, rooms } = state;
  switch (event.kind) {
    case 'track_changed':
      return trackChanged(state, event.participant, event.source, event.state, event.at);
    case 'speaking':
      return { participants: changed(participants, event.participant, () => ({ speaking: event.speaking })) };
    case 'reacted': {
      const { participant, reaction, at } = event;
      return { participants: changed(participants, participant, () => ({ reaction: { reaction, at } })) };
    }
    case 'hand_raised':
      return { rooms: withHand(state, { participant: event.participant, at: event.at }) };
    case 'hand_lowered':
      return { rooms: withoutHand(rooms, event.participant) };
    case 'hands_lowered':
      return { rooms: withRoom(rooms, event.room, { hands: [] }) };
    case 'spotlight_set':
      return { rooms: withRoom(rooms, event.room, { spotlight: event.target }) };
    default:
      return undefined;
  }
}

/** Lowers the hand of `participant`, in whichever room it is up. */
export function withoutHand(rooms: Room[], participant: number): Room[] {
  return rooms.map((room) => {
    const hands = without(room.hands, participant);
    return hands === room.hands ? room : { ...room, hands };
  });
}

/** Ends spotlights on a track of `participant`: on `source`, or on any. */
export function withoutSpotlightOn(rooms: Room[], participant: number, source?: Source): Room[] {
  return rooms.map((room) =>
    room.spotlight?.participant === participant && (!source || room.spotlight.source === source)
      ? { ...room, spotlight: null }
      : room,
  );
}

function withHand(state: Snapshot, hand: Hand): Room[] {
  const home = state.participants.find((participant) => participant.id === hand.participant)?.room;
  if (home === undefined) return state.rooms;
  const hands = state.rooms.find((room) => room.id === home)?.hands ?? [];
  if (hands.some((raised) => raised.participant === hand.participant)) return state.rooms;
  return withRoom(state.rooms, home, { hands: [...hands, hand] });
}

function trackChanged(state: Snapshot, id: number, source: Source, to: TrackState, at: number): Partial<Snapshot> {
  const change = ({ tracks }: Participant): Partial<Participant> => {
    const silent = source === 'microphone' && to !== 'on';
    return { tracks: withTrack(tracks, source, to, at), ...(silent && { speaking: false }) };
  };
  const participants = changed(state.participants, id, change);
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
