import { tabStorage } from '../../core/storage';

/**
 * The secret of an invitation, while somebody signs in to take it. It stays in this tab alone, and never in an address: an
 * address is kept in the history, and shown on a shared screen.
 */
export const pendingInvitation = {
  read: (): string => tabStorage.read('invitation') ?? '',
  keep: (token: string): void => tabStorage.write('invitation', token),
  forget: (): void => tabStorage.write('invitation', null),
};
