import type { Event, Participant, Snapshot } from '../../protocol/generated';
import { DEFAULT_SETTINGS } from './defaults';
import { changed } from './lists';
import { named } from './presence';

/** Applies roles, names, rights to share, and the settings of the class. */
export function moderation(state: Snapshot, event: Event): Partial<Snapshot> | undefined {
  const inPerson = (participant: number, to: Partial<Participant>) => ({
    participants: changed(state.participants, participant, () => to),
  });
  switch (event.kind) {
    case 'settings_changed':
      return { settings: { ...DEFAULT_SETTINGS, ...event.settings } };
    case 'role_changed':
      return inPerson(event.participant, { role: event.role });
    case 'renamed':
      return {
        participants: state.participants.map((person) => {
          if (person.id !== event.participant) return person;
          const { namesake: _, ...rest } = person;
          return { ...rest, ...named(event) };
        }),
      };
    case 'share_asked':
      return inPerson(event.participant, { asks_to_share: true });
    case 'may_share_set':
      return inPerson(event.participant, { may_share: event.may_share, asks_to_share: false });
    default:
      return undefined;
  }
}
