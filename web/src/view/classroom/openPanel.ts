/** The panel at the side stays as one left it, over a reload of the page, in this tab. */

import type { SessionId } from '../../protocol/generated';
import { keepDraft, keptDraft } from '../kit/draftStore';

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

/** Keeps how the panel is. */
export function keepPanel(page: PanelOf, session: SessionId, panel: OpenPanel): void {
  keepDraft(`panel.${page}`, session, panel);
}

/** How the panel was; absent when one comes for the first time. */
export function keptPanel(page: PanelOf, session: SessionId): OpenPanel | undefined {
  const { tab, open } = (keptDraft(`panel.${page}`, session) ?? {}) as Partial<OpenPanel>;
  return tab && TABS.includes(tab) && typeof open === 'boolean' ? { tab, open } : undefined;
}
