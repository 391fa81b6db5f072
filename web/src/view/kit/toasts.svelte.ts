/** A short message that disappears by itself. Screen readers read it out. */
export type Toast = {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
  /** Undoes the action that the message reports. */
  readonly undo?: () => void;
};

/** More messages would cover the page; the oldest is removed first. */
const SHOWN_AT_ONCE = 3;
/** Long enough to notice, plus about the time it takes to read: 5 s and 60 ms a character (16 characters a second). */
const SHOWN_MS = 5000;
const SHOWN_MS_PER_CHARACTER = 60;

let list = $state.raw<readonly Toast[]>([]);
let lastId = 0;

/** The messages on screen, oldest first. */
export function toasts(): readonly Toast[] {
  return list;
}

/** Shows a message, unless the newest one has the same text. */
export function toast(text: string, tone: Toast['tone'] = 'plain'): void {
  if (list.at(-1)?.text === text) return;
  lastId += 1;
  list = [...list, { id: lastId, text, tone }].slice(-SHOWN_AT_ONCE);
}

/** Says that something was discarded, and offers to undo that. */
export function discarded(text: string, undo: () => void): void {
  lastId += 1;
  list = [...list, { id: lastId, text, tone: 'plain' as const, undo }].slice(-SHOWN_AT_ONCE);
}

/** Removes a message. */
export function dismiss(id: number): void {
  list = list.filter((each) => each.id !== id);
}

/** How long a message stays when nobody points at it. */
export function shownMs(text: string): number {
  return SHOWN_MS + text.length * SHOWN_MS_PER_CHARACTER;
}
