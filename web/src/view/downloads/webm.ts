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

/** A file by what it shows. */
export function fileName({ screen_ms, camera_ms, take_ms }: WebmChoice): string {
  const times = { screen: clockTime(screen_ms), camera: clockTime(camera_ms), take: clockTime(take_ms) };
  if (screen_ms > 0 && camera_ms > 0) return t('downloads.both', times);
  if (screen_ms > 0) return t('downloads.screen', times);
  if (camera_ms > 0) return t('downloads.camera', times);
  return take_ms > 0 ? t('downloads.take', times) : t('downloads.sound');
}

/** How large a file is, and what of class it cannot show. */
export function aboutFile(file: WebmChoice, all: WebmChoices): readonly string[] {
  const screen = all.screen_ms - file.screen_ms;
  const camera = all.camera_ms - file.camera_ms;
  return [
    t('downloads.length', { length: clockTime(all.duration), size: fileSize(file.bytes) }),
    ...(screen > WORTH_SAYING_MS ? [t('downloads.screen_left', { length: clockTime(screen) })] : []),
    ...(camera > WORTH_SAYING_MS ? [t('downloads.camera_left', { length: clockTime(camera) })] : []),
    ...takesLeft(file, all),
  ];
}

/** What the folder with a page is, how large, and what of new takes it cannot show. */
export function aboutFolder(folder: FolderChoice, all: WebmChoices): readonly string[] {
  const isMore = folder.take_ms > (all.files[0]?.take_ms ?? 0);
  return [
    t('downloads.offline_text', { size: fileSize(folder.bytes) }),
    ...(isMore ? [t('downloads.offline_takes')] : []),
    ...takesLeft(folder, all),
  ];
}

/** What is heard of new takes and not seen, if it is worth saying. */
function takesLeft({ take_ms }: { take_ms: number }, all: WebmChoices): string[] {
  const left = all.take_ms - take_ms;
  return left > WORTH_SAYING_OF_TAKES_MS ? [t('downloads.take_left', { length: clockTime(left) })] : [];
}
