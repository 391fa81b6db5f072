import type { Command, Participant } from '../../protocol/generated';
import type { PersonAction } from '../presence/people';

/** What to ask the server for, for an action about a person that needs no further question. */
export function personCommand(
  action: Exclude<PersonAction, 'remove' | 'message' | 'rename' | 'move' | 'hand_over'>,
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
      return { do: 'set_spotlight', target: { participant, source: 'camera' } };
    case 'spotlight_screen':
      return { do: 'set_spotlight', target: { participant, source: 'screen' } };
    case 'remove_spotlight':
      return { do: 'set_spotlight', target: null };
  }
}
