/** The shorter side of a picture that is sent, in pixels: the server keeps a quarter of it. */
const SIDE = 1024;
/** Smaller files are sent as they are. */
const SMALL_BYTES = 1_000_000;
const QUALITY = 0.92;

/** A picture that need not be sent in full, for whoever has a slow line; as it is, when this browser cannot read it. */
export async function shrunk(file: Blob): Promise<Blob> {
  if (file.size <= SMALL_BYTES) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.min(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.ceil(picture.width * scale), Math.ceil(picture.height * scale));
    const context = canvas.getContext('2d');
    if (!context) return file;
    // What can be seen through is white, as on the server.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  } catch {
    return file;
  }
}
