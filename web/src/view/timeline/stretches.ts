/** The stretches in which the stage had one scene. The server has the same for files (`app/src/downloads/mp4/chapters/stretches.rs`). */

import type { Scene } from './scenes';

/** A shorter stretch joins the one before it: a share that was restarted is one share. Activities are never short. */
export const SHORTEST_CHAPTER_MS = 5_000;

/** Faces alone for less than this still belong to what was before: people discuss a poll, or prepare a screen. */
const SHORTEST_OPEN_MS = 60_000;

/** A scene and when it was to be seen, in class time. */
export interface Stretch extends Scene {
  readonly from: number;
  readonly to: number;
}

/** The stretches of a class that goes on. */
export class Stretches {
  readonly #found: Stretch[] = [];
  #open: Scene & { readonly from: number } = { kind: 'open', from: 0 };

  /** From this moment on there is this scene. */
  add(at: number, scene: Scene): void {
    if (isSameScene(scene, this.#open)) return;
    join(this.#found, { ...this.#open, to: at });
    this.#open = { ...scene, from: at };
  }

  /** The stretches up to `edge`, without holes. */
  until(edge: number): readonly Stretch[] {
    const stretches = [...this.#found];
    join(stretches, { ...this.#open, to: Math.max(edge, this.#open.from) });
    return stretches;
  }
}

/** Whether two scenes are one. Two equal activities in a row are two. */
export function isSameScene(a: Scene, b: Scene): boolean {
  return a.kind === b.kind && a.participant === b.participant && a.poll === b.poll && a.activity === b.activity;
}

/** Adds a stretch, or joins it with the one before if either is short, or both are the same. */
function join(found: Stretch[], stretch: Stretch): void {
  if (stretch.to <= stretch.from) return;
  const last = found[found.length - 1];
  const least = stretch.kind === 'open' ? SHORTEST_OPEN_MS : SHORTEST_CHAPTER_MS;
  if (last && (isSameScene(last, stretch) || melts(stretch, last, least))) {
    found[found.length - 1] = { ...last, to: stretch.to };
  } else if (last && melts(last, stretch, SHORTEST_CHAPTER_MS)) {
    found[found.length - 1] = { ...stretch, from: last.from };
  } else {
    found.push(stretch);
  }
}

/** Whether a stretch is too short to stand beside its neighbour, and has no activity that would be lost with it. */
function melts({ from, to, activity }: Stretch, neighbour: Scene, least: number): boolean {
  return to - from < least && (activity === undefined || activity === neighbour.activity);
}
