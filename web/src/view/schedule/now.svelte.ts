import { createSubscriber } from 'svelte/reactivity';

/** How often what is counted down is looked at: countdowns have minutes. */
const TICK_MS = 5_000;

/** How far the server's clock is ahead of this browser's, which may be wrong by minutes. */
let ahead = $state(0);

const follow = createSubscriber((update) => {
  const timer = setInterval(update, TICK_MS);
  return () => clearInterval(timer);
});

/** The time, in Unix ms, by the server's clock once that is known. What reads it in a component or effect follows it. */
export function now(): number {
  follow();
  return Date.now() + ahead;
}

/** Takes the time that the server has just told. */
export function serverSays(unix: number): void {
  const difference = unix - Date.now();
  // A second or two are on the way, and would only make texts change.
  if (Math.abs(difference - ahead) > TICK_MS) ahead = difference;
}
