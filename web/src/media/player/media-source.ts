/** The class of media sources that this browser has; undefined where nothing can be played piece by piece. */
export function mediaSourceClass(): typeof MediaSource | undefined {
  // iPhones have the managed one alone, from iOS 17.1 on.
  const { MediaSource, ManagedMediaSource } = globalThis as {
    MediaSource?: typeof globalThis.MediaSource;
    ManagedMediaSource?: typeof globalThis.MediaSource;
  };
  return MediaSource ?? ManagedMediaSource;
}

/** Whether the browser can play a type of recording. */
export function canPlay(mime: string): boolean {
  return mediaSourceClass()?.isTypeSupported(mime) ?? false;
}

/** Makes a source for an element, if {@link canPlay} said that it can be played. */
export function makeSource(element: HTMLMediaElement): MediaSource {
  const Source = mediaSourceClass()!;
  // A managed source opens only on an element that does not play elsewhere (Media Source Extensions 2, ManagedMediaSource).
  if (!('MediaSource' in globalThis)) element.disableRemotePlayback = true;
  return new Source();
}
