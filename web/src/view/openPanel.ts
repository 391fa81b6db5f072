/** The panel at the side stays as one left it, over a reload of the page, in this tab. */

import type { SessionId } from '../protocol/generated';
import { keepDraft, keptDraft } from './draftStore';

const TABS = ['chat', 'people', 'polls', 'rooms', 'agenda'] as const;

/** What the panel shows. */
export type PanelTab = (typeof TABS)[number];

/** The panel as it was left. */
export interface OpenPanel {
  readonly tab: PanelTab;
  readonly open: boolean;
}

/** Keeps how the panel is. */
export function keepPanel(session: SessionId, panel: OpenPanel): void {
  keepDraft('panel', session, panel);
}

/** How the panel was; absent when one comes for the first time. */
export function keptPanel(session: SessionId): OpenPanel | undefined {
  const { tab, open } = (keptDraft('panel', session) ?? {}) as Partial<OpenPanel>;
  return tab && TABS.includes(tab) && typeof open === 'boolean' ? { tab, open } : undefined;
}
