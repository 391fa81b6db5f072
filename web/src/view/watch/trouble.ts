/** What keeps a recording from being played as it should. */

import type { ApiError } from '../../core/http';
import type { TimelinePlayer } from '../../media/player';

export interface Trouble {
  /**
   * `format`: the browser cannot play the format of the sound or of a picture. `silent`: sound cannot be played at present.
   * `loading`: the server does not answer as it should.
   */
  readonly kind: 'format' | 'silent' | 'loading';
  readonly error?: ApiError;
}

export function troubleOf({ unsupported, error, silent, playing, buffering }: TimelinePlayer): Trouble | undefined {
  if (unsupported.sound || unsupported.pictures) return { kind: 'format' };
  if (error && buffering) return { kind: 'loading', error };
  return silent && playing ? { kind: 'silent' } : undefined;
}
