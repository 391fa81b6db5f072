/** The panel at the side stays as one left it, over a reload of the page, in this tab. */

import { tabStorage } from '../../core/storage';
import type { SessionId } from '../../protocol/generated';

const TABS = ['chat', 'people', 'polls', 'rooms', 'agenda'] as const;

/** What the panel shows. */
export type PanelTab = (typeof TABS)[number];

/** The panel as it was left. */
export interface OpenPanel {
  readonly tab: PanelTab;
  readonly open: boolean;
}

/** Class and Watch have each their own: what one needs while one takes part is not what one looks for afterwards. */
export type PanelOf = 'class' | 'watch';

const nameOf = (page: PanelOf, session: SessionId) => `panel.${page}.${session}`;

/** Keeps how the panel is. */
export function keepPanel(page: PanelOf, session: SessionId, panel: OpenPanel): void {
  tabStorage.writeJson(nameOf(page, session), panel);
}

/** How the panel was; absent when one comes for the first time. */
export function keptPanel(page: PanelOf, session: SessionId): OpenPanel | undefined {
  const { tab, open } = (tabStorage.readJson(nameOf(page, session)) ?? {}) as Partial<OpenPanel>;
  return tab && TABS.includes(tab) && typeof open === 'boolean' ? { tab, open } : undefined;
}
