/** What the WebM files of a recording have, in words. Pure. */

import { t } from '../../i18n';
import '../../i18n/late/downloads';
import { fileSize } from '../../i18n/format';
import type { FolderChoice, WebmChoice, WebmChoices } from '../../protocol/generated';
import { clockTime } from '../kit/format';

/** Less is between two segments, and not missing. */
const WORTH_SAYING_MS = 5_000;
/** New takes are short. */
const WORTH_SAYING_OF_TAKES_MS = 1_000;

/** A file by what is in it. */
export function fileName({ screen_ms, camera_ms, take_ms }: WebmChoice): string {
  if (screen_ms > 0) return t(camera_ms > 0 ? 'downloads.both' : 'downloads.screen');
  if (camera_ms > 0) return t('downloads.camera');
  return t(take_ms > 0 ? 'downloads.take' : 'downloads.sound');
}

/** How large a file is, for how long it shows what, and what of class it cannot show. */
export function aboutFile(file: WebmChoice, all: WebmChoices): readonly string[] {
  return [
    t('downloads.length', { length: clockTime(all.duration), size: fileSize(file.bytes) }),
    ...shown(file),
    ...left(file, all),
  ];
}

/** What the folder with a page is, how large, and what of class it cannot show. */
export function aboutFolder(folder: FolderChoice, all: WebmChoices): readonly string[] {
  return [t('downloads.offline_text', { size: fileSize(folder.bytes) }), ...left(folder, all)];
}

/** For how long something is to be seen. */
interface Seen {
  readonly screen_ms: number;
  readonly camera_ms: number;
  readonly take_ms: number;
}

/** For how long a file shows what. */
function shown({ screen_ms, camera_ms }: Seen): string[] {
  const times = { screen: clockTime(screen_ms), camera: clockTime(camera_ms) };
  if (screen_ms > 0) return [t(camera_ms > 0 ? 'downloads.shows_both' : 'downloads.shows_screen', times)];
  return camera_ms > 0 ? [t('downloads.shows_camera', times)] : [];
}

/** What is not to be seen in a file, if it is worth saying. */
function left(file: Seen, all: Seen): string[] {
  const [screen, camera, take] = [
    all.screen_ms - file.screen_ms,
    all.camera_ms - file.camera_ms,
    all.take_ms - file.take_ms,
  ];
  return [
    ...(screen > WORTH_SAYING_MS ? [t('downloads.screen_left', { length: clockTime(screen) })] : []),
    ...(camera > WORTH_SAYING_MS ? [t('downloads.camera_left', { length: clockTime(camera) })] : []),
    ...(take > WORTH_SAYING_OF_TAKES_MS ? [t('downloads.take_left', { length: clockTime(take) })] : []),
  ];
}
