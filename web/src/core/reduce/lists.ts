/** `list`, ordered by id, with `item` in place of the one with the same id. */
export function withItem<T extends { id: number }>(list: readonly T[], item: T): T[] {
  return [...list.filter((other) => other.id !== item.id), item].sort((a, b) => a.id - b.id);
}

/** `list` with another item in place of the one with this id, if there is one. */
export function replaced<T extends { id: number }>(list: T[], id: number, replace: (item: T) => T): T[] {
  return list.some((item) => item.id === id) ? list.map((item) => (item.id === id ? replace(item) : item)) : list;
}

/** `list` with a change to the item with this id, if there is one. */
export function changed<T extends { id: number }>(list: T[], id: number, change: (item: T) => Partial<T>): T[] {
  return replaced(list, id, (item) => ({ ...item, ...change(item) }));
}

/** `list` without the items of this person. */
export function without<T extends { participant: number }>(list: T[], participant: number): T[] {
  return list.some((item) => item.participant === participant)
    ? list.filter((item) => item.participant !== participant)
    : list;
}

/** `list`, ordered by seat, with `item` in place of the one of the same person. */
export function bySeat<T extends { participant: number }>(list: T[], item: T): T[] {
  return [...without(list, item.participant), item].sort((a, b) => a.participant - b.participant);
}
