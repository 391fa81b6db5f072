import type { Event, Participant, Snapshot } from '../../protocol/generated';
import { DEFAULT_SETTINGS } from './defaults';
import { changed } from './lists';

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
      return inPerson(event.participant, { name: event.name });
    case 'share_asked':
      return inPerson(event.participant, { asks_to_share: true });
    case 'may_share_set':
      return inPerson(event.participant, { may_share: event.may_share, asks_to_share: false });
    default:
      return undefined;
  }
}
