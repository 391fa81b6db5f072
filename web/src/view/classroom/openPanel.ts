/** Keeps the state of the side panel over a reload of the page, in this tab. */

import { tabStorage } from '../../core/storage';
import type { SessionId, SessionKind } from '../../protocol/generated';
import { recordsAlone } from './alone';

const TABS = [
  ...(['chat', 'people', 'polls', 'rooms', 'agenda', 'chapters', 'discussion', 'cuts'] as const),
  // What was said, asked and done in rooms in the class that is watched at a study table.
  ...(['class_chat', 'class_polls', 'class_rooms'] as const),
] as const;

/** The tabs of the panel. */
export type PanelTab = (typeof TABS)[number];

/**
 * The tabs of the page of a live session: whoever records a lecture is alone there; the people of a course have its board;
 * nobody asks or divides those who watch a class together, who have what was said and asked in it, and its rooms where it had some.
 */
export const liveTabs = (
  kind: SessionKind | undefined,
  {
    discussion,
    table,
    rooms,
  }: { readonly discussion?: boolean; readonly table?: boolean; readonly rooms?: boolean } = {},
): readonly PanelTab[] => {
  if (recordsAlone(kind)) return ['chapters', 'polls', 'agenda'];
  if (table) return ['chat', 'class_chat', 'class_polls', ...(rooms ? (['class_rooms'] as const) : []), 'people'];
  return ['chat', ...(discussion ? (['discussion'] as const) : []), 'people', 'polls', 'rooms', 'agenda'];
};

/**
 * The tabs of Watch: that of chapters where there are some, or may be; that of the discussion where a course has one; that of cuts for
 * who may cut.
 */
export const watchTabs = (
  kind: SessionKind | undefined,
  has: { readonly chapters: boolean; readonly discussion: boolean; readonly cuts: boolean },
): readonly PanelTab[] => {
  const discussion = has.discussion ? (['discussion'] as const) : [];
  const cuts = has.cuts ? (['cuts'] as const) : [];
  if (recordsAlone(kind)) return ['chapters', ...discussion, 'polls', 'agenda', ...cuts];
  const chapters = has.chapters ? (['chapters'] as const) : [];
  return ['chat', ...discussion, 'people', 'polls', 'rooms', 'agenda', ...chapters, ...cuts];
};

/** The state of the panel. */
export interface OpenPanel {
  readonly tab: PanelTab;
  readonly open: boolean;
}

/** The pages with a panel. Each keeps its own state: people look for other things in a recording than in class. */
export type PanelOf = 'class' | 'watch';

const nameOf = (page: PanelOf, session: SessionId) => `panel.${page}.${session}`;

/** Keeps the state of the panel. */
export function keepPanel(page: PanelOf, session: SessionId, panel: OpenPanel): void {
  tabStorage.writeJson(nameOf(page, session), panel);
}

/** The kept state of the panel; undefined on the first visit. */
export function keptPanel(page: PanelOf, session: SessionId): OpenPanel | undefined {
  const { tab, open } = (tabStorage.readJson(nameOf(page, session)) ?? {}) as Partial<OpenPanel>;
  return tab && TABS.includes(tab) && typeof open === 'boolean' ? { tab, open } : undefined;
}
