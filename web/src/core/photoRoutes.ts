import type { CourseId, Me, PhotoId } from '../protocol/generated';

/** Where a person's own photo is. */
export const ownPhoto = (photo: PhotoId): string => `/api/account/photo/${photo}`;

/** Where the photo of a member of a course is. */
export const coursePhoto = (course: CourseId, photo: PhotoId): string =>
  `/api/courses/${encodeURIComponent(course)}/photos/${photo}`;

/** The routes of a person's own photo. */
export function photoRoutes(
  request: (path: string, init?: RequestInit) => Promise<Response>,
  read: <T>(response: Promise<Response>) => Promise<T>,
) {
  return {
    /** Makes the middle of a picture the person's photo. */
    changePhoto: (picture: Blob) =>
      read<Me>(
        request('account/photo', {
          method: 'PUT',
          headers: { 'content-type': picture.type || 'application/octet-stream' },
          body: picture,
        }),
      ),
    /** The person's own photo. */
    ownPhoto: async (photo: PhotoId): Promise<Blob> => (await request(`account/photo/${photo}`)).blob(),
    deletePhoto: () => read<Me>(request('account/photo', { method: 'DELETE' })),
  };
}
