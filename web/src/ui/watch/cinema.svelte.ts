/** How long nobody has to move until what lies over the picture hides. */
const STILL_MS = 3_000;

/** What somebody does who is there. */
const MOVES = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;

/** The focus of a keyboard is on a control, or something is open that asks for attention. */
const HELD = ':focus-visible:not(h1, body), select:focus, dialog[open], :popover-open';

/** Whether the page fills the screen, and not a part of it. Where there is no full screen, nothing does. */
function isPageFull(): boolean {
  return document.fullscreenElement === document.documentElement;
}

/** Full screen: what lies over the picture hides while playback goes on and nobody moves. */
export class Cinema {
  #on = $state(isPageFull());
  #still = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #rests: () => boolean;

  /** @param rests Whether playback rests, so that the controls stay. */
  constructor(rests: () => boolean) {
    this.#rests = rests;
  }

  /** Whether the page fills the screen. */
  get on(): boolean {
    return this.#on;
  }

  /** How the picture lies under its controls; undefined while it does not. */
  get state(): 'shown' | 'hidden' | undefined {
    if (!this.#on) return undefined;
    return this.#still && !this.#rests() ? 'hidden' : 'shown';
  }

  /** Follows the page and whoever is in front of it. Returns what ends that. */
  follow(): () => void {
    const changed = () => {
      this.#on = isPageFull();
      this.#moved();
    };
    const moved = () => this.#moved();
    changed();
    document.addEventListener('fullscreenchange', changed);
    for (const move of MOVES) document.addEventListener(move, moved, { capture: true, passive: true });
    return () => {
      clearTimeout(this.#timer);
      document.removeEventListener('fullscreenchange', changed);
      for (const move of MOVES) document.removeEventListener(move, moved, { capture: true });
    };
  }

  #moved(): void {
    clearTimeout(this.#timer);
    this.#still = false;
    if (this.#on) this.#timer = setTimeout(() => this.#settle(), STILL_MS);
  }

  #settle(): void {
    if (this.#rests() || document.querySelector(HELD)) this.#moved();
    else this.#still = true;
  }
}
