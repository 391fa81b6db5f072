import { ApiError } from '../../core/http';
import { preparationUpload } from '../../core/preparationRoutes';
import type { Refusal, SessionId, SessionPreparation } from '../../protocol/generated';

/**
 * Adds a file to what is to be done before a session. It says how far it is, from 0 to 1: `fetch` does not. Rejects with
 * {@link ApiError}.
 */
export function upload(
  session: SessionId,
  file: File,
  title: string,
  onprogress: (share: number) => void,
): Promise<SessionPreparation> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', preparationUpload(session, title, file.name));
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onprogress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 200) return resolve(request.response as SessionPreparation);
      // A proxy may have answered instead of the server.
      const refusal = request.response as Refusal | null;
      reject(new ApiError(refusal?.code ?? 'network', request.status, refusal?.detail ?? undefined));
    };
    request.onerror = () => reject(new ApiError('network', 0));
    request.send(file);
  });
}
