/** The ways of a picture out of the page: the whole screen, and a small window over other programs. */

/** Whether the browser has a small window for a picture. */
export const hasSmallWindow = () => document.pictureInPictureEnabled === true;

/** Whether the browser fills the screen with a page. */
export const hasFullscreen = () => document.fullscreenEnabled === true;

/** Fills the screen with the page, or a part of it, or ends that; does nothing where the browser cannot. */
export async function toggleFullscreen(part: Element = document.documentElement): Promise<void> {
  if (!hasFullscreen()) return;
  if (document.fullscreenElement) await document.exitFullscreen();
  else await part.requestFullscreen();
}

/** Shows the largest picture of the stage in a small window, or ends that. Returns whether there is a picture for one. */
export async function toggleSmallWindow(stage: Element): Promise<boolean> {
  if (!hasSmallWindow()) return false;
  if (document.pictureInPictureElement) {
    await document.exitPictureInPicture();
    return true;
  }
  const pictures = [...stage.querySelectorAll('video')].filter(({ videoWidth }) => videoWidth > 0);
  const area = (picture: HTMLVideoElement) => picture.clientWidth * picture.clientHeight;
  const [largest] = pictures.sort((a, b) => area(b) - area(a));
  await largest?.requestPictureInPicture();
  return largest !== undefined;
}
