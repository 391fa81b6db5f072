import type { Event } from '../protocol/generated';

/** The moment of class to which something belongs: what is done later belongs to the moment of which it speaks. */
export const momentOf = ({ at, later }: Pick<Event, 'at' | 'later'>): number => later?.anchor ?? at;
