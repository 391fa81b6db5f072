/** Actions about a person, and their commands. Pure. */

import type { Action, Command, Participant, ParticipantId, Room } from '../../protocol/generated';
import { isHandUp, isOn, isStaff, trackOf } from '../presence/people';

/** The actions about a person. */
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

/** The state of the class that makes further actions possible. */
export interface ActionContext {
  /** There are rooms to which a person can be moved. */
  readonly rooms?: boolean;
  /** People who share a screen, without staff. */
  readonly sharers?: readonly Participant[];
}

/** The people who share a screen, without staff. */
export function sharersOf(people: readonly Participant[]): Participant[] {
  return people.filter((person) => !isStaff(person.role) && trackOf(person, 'screen'));
}

/** The commands that let a person share a screen in place of the present sharers. */
export function handOver(to: Participant, people: readonly Participant[]): Command[] {
  const set = ({ id }: Participant, may_share: boolean): Command => ({
    do: 'set_may_share',
    participant: id,
    may_share,
  });
  const before = sharersOf(people).filter((person) => person.id !== to.id);
  return [...before.map((person) => set(person, false)), set(to, true)];
}

/** Only instructors may act on instructors, and only they have `set_role`. */
const mayCommand = (person: Participant, you: ParticipantId | null, may: ReadonlySet<Action>) =>
  person.id !== you && (person.role !== 'instructor' || may.has('set_role'));

/** Whether the reader may mute this person now. */
export const mayMute = (person: Participant, you: ParticipantId | null, may: ReadonlySet<Action>) =>
  may.has('mute_others') && isOn(person, 'microphone') && mayCommand(person, you, may);

/** The actions about a person that are possible now with these permissions. */
export function actionsFor(
  person: Participant,
  room: Room,
  you: ParticipantId | null,
  may: ReadonlySet<Action>,
  { rooms = false, sharers = [] }: ActionContext = {},
): PersonAction[] {
  const other = person.id !== you;
  const commands = mayCommand(person, you, may);
  const actions: PersonAction[] = [];
  if (other && may.has('mute_others')) {
    if (!isOn(person, 'microphone')) actions.push('ask_to_unmute');
    else if (mayMute(person, you, may)) actions.push('mute');
    if (commands && trackOf(person, 'camera')) actions.push('stop_camera');
    if (commands && trackOf(person, 'screen')) actions.push('stop_screen');
  }
  const own = !other && may.has('raise_hand');
  if (isHandUp(room, person.id) && (own || may.has('lower_hands'))) actions.push('lower_hand');
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
  if (rooms && commands && may.has('rooms')) actions.push('move');
  if (commands && may.has('remove')) actions.push('rename', 'remove');
  return actions;
}

/** Actions that need a further answer of staff: a name, a room, or whether the person is banned. */
export type PersonQuestion = Extract<PersonAction, 'remove' | 'rename' | 'move'>;

/** An action whose further answer staff are being asked for. */
export interface OpenQuestion {
  readonly action: PersonQuestion;
  readonly person: Participant;
}

/** The command of an action that needs no further answer and changes this person alone. */
export function personCommand(
  action: Exclude<PersonAction, PersonQuestion | 'message' | 'hand_over'>,
  person: Participant,
): Command {
  const participant = person.id;
  switch (action) {
    case 'mute':
      return { do: 'mute_track', track: { participant, source: 'microphone' } };
    case 'ask_to_unmute':
      return { do: 'ask_to_unmute', participant };
    case 'stop_camera':
      return { do: 'mute_track', track: { participant, source: 'camera' } };
    case 'stop_screen':
      return { do: 'mute_track', track: { participant, source: 'screen' } };
    case 'lower_hand':
      return { do: 'lower_hand', participant };
    case 'let_share':
      return { do: 'set_may_share', participant, may_share: true };
    case 'end_share':
      return { do: 'set_may_share', participant, may_share: false };
    case 'make_assistant':
      return { do: 'set_role', participant, role: 'assistant' };
    case 'end_assistant':
      return { do: 'set_role', participant, role: 'guest' };
    case 'spotlight_camera':
      return { do: 'set_spotlight', room: person.room, target: { participant, source: 'camera' } };
    case 'spotlight_screen':
      return { do: 'set_spotlight', room: person.room, target: { participant, source: 'screen' } };
    case 'remove_spotlight':
      return { do: 'set_spotlight', room: person.room, target: null };
  }
}
