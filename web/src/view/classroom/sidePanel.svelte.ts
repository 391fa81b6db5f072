import type { SessionId } from '../../protocol/generated';
import { keepPanel, keptPanel, liveTabs, type OpenPanel, type PanelOf, type PanelTab } from './openPanel';

/** The panel at the side of a class page: which tab it shows, and whether it is open. A reload changes neither. */
export class SidePanel {
  readonly #page: PanelOf;
  readonly #session: SessionId;
  /** The tabs that there are. */
  tabs: readonly PanelTab[] = $state.raw(liveTabs(undefined));
  #tab: PanelTab = $state('chat');
  #open = $state(false);
  /** How it was before the picture filled the screen; undefined while it does not. */
  #before: OpenPanel | undefined;

  /** @param openAtFirst Whether the panel is open on the first visit of the page. */
  constructor(page: PanelOf, session: SessionId, openAtFirst: boolean) {
    this.#page = page;
    this.#session = session;
    const kept = keptPanel(page, session);
    this.#set(kept?.tab ?? 'chat', kept?.open ?? openAtFirst);
  }

  get open(): boolean {
    return this.#open;
  }

  /** The tab that is chosen; the first one where there is no such tab on this page. */
  get tab(): PanelTab {
    return this.tabs.includes(this.#tab) ? this.#tab : this.tabs[0]!;
  }

  set tab(tab: PanelTab) {
    this.#set(tab, this.#open);
  }

  /** The tab that is on screen. */
  get shown(): PanelTab | null {
    return this.#open ? this.tab : null;
  }

  /** Opens the panel at a tab, if there is such a tab. */
  show(tab: PanelTab): void {
    if (this.tabs.includes(tab)) this.#set(tab, true);
  }

  /** Opens the panel at a tab, or closes it when it is there already. */
  toggle(tab: PanelTab): void {
    if (this.shown === tab) this.close();
    else this.show(tab);
  }

  close(): void {
    this.#set(this.#tab, false);
  }

  /** Closes it while the picture fills the screen. What is opened or closed meanwhile is not kept. */
  setAside(): void {
    this.#before ??= { tab: this.#tab, open: this.#open };
    this.#open = false;
  }

  /** Opens it at the tab at which it was before that. */
  bringBack(): void {
    if (!this.#before) return;
    const { tab, open } = this.#before;
    this.#before = undefined;
    if (open) this.#set(tab, true);
    else this.#set(this.#tab, this.#open);
  }

  #set(tab: PanelTab, open: boolean): void {
    this.#tab = tab;
    this.#open = open;
    if (!this.#before) keepPanel(this.#page, this.#session, { tab, open });
  }
}
