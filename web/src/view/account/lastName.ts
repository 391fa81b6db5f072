import { browserStorage } from '../../core/storage';

/** The name that was last entered in this browser, to come into a class. */
export const lastName = (): string => browserStorage.read('name') ?? '';

/** Keeps the name by which somebody came into a class. */
export const keepName = (name: string): void => browserStorage.write('name', name);
