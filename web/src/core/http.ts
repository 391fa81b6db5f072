import { announcementRoutes } from './announcementRoutes';
import { auditRoutes } from './auditRoutes';
import { boardRoutes } from './boardRoutes';
import { consentRoutes } from './consentRoutes';
import { courseRoutes, type Caller } from './courseRoutes';
import { insightRoutes } from './insightRoutes';
import { ledgerRoutes } from './ledgerRoutes';
import { letterRoutes } from './letterRoutes';
import { noticeRoutes } from './noticeRoutes';
import { photoRoutes } from './photoRoutes';
import { practiceRoutes } from './practiceRoutes';
import { preparationRoutes } from './preparationRoutes';
import { privacyRoutes } from './privacyRoutes';
import { scheduleRoutes } from './scheduleRoutes';
import type {
  BrowserLocale,
  ChangeEmailRequest,
  ChangeNameRequest,
  ChangePasswordRequest,
  ConfirmedEmail,
  BeginPasskey,
  Ceremony,
  CeremonyAnswer,
  ClassPerson,
  Device,
  ErrorCode,
  Group,
  JoinInfo,
  JoinRequest,
  JournalPage,
  KeepPosition,
  KeptSeat,
  LaterCommand,
  LinkSignIn,
  LinkSignInRequest,
  MailLinkRequest,
  MailToken,
  ManifestPage,
  Me,
  MediaKeys,
  Mp4File,
  Passkey,
  PhotoId,
  PictureCodec,
  Profile,
  Refusal,
  ResetPasswordRequest,
  Seat,
  SeatTokens,
  SessionSummary,
  SetupRequest,
  SignInRequest,
  StartSessionRequest,
  Timeline,
  Unsubscribed,
  WatchPosition,
  WebmChoices,
} from '../protocol/generated';

/** A failed request. */
export class ApiError extends Error {
  /** The reason; `network` when the server did not answer, or a proxy answered in its place. */
  readonly code: ErrorCode | 'network';
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Seconds after which the same may be taken, where the server says it. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode | 'network', status: number, detail?: string, retryAfter?: number) {
    super(detail ?? code);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The longest body that is sent on after its page is left. Browsers allow 64 KiB for all that are under way (Fetch Standard, 4.6). */
const KEPT_ALIVE = 8_000;

/** Every route of the HTTP interface, typed. All of them reject with {@link ApiError}. */
export type Api = ReturnType<typeof createApi>;

/**
 * Makes the interface.
 *
 * @param fetcher stands in for `fetch`; by default the global one, looked up at each request.
 */
export function createApi(fetcher: typeof fetch = (...request) => fetch(...request)) {
  const request = (path: string, init?: RequestInit) => answer(`/api/${path}`, init);

  async function answer(address: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetcher(address, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiError('network', 0, String(error));
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  async function read<T>(response: Promise<Response>): Promise<T> {
    const { status, body } = await response.then(async (answer) => ({
      status: answer.status,
      body: await answer.text().catch((error: unknown) => {
        throw new ApiError('network', 0, String(error));
      }),
    }));
    try {
      return JSON.parse(body) as T;
    } catch {
      throw new ApiError('network', status, 'the answer is not JSON');
    }
  }

  const get = <T>(path: string, token?: string) => read<T>(request(path, token ? { headers: bearer(token) } : {}));

  const send = (method: string, path: string, body?: unknown) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    // Who clicks and then leaves the page at once has clicked all the same.
    const keepalive = (text?.length ?? 0) <= KEPT_ALIVE;
    const content = text === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: text };
    return request(path, { method, keepalive, ...content });
  };

  const post = (path: string, body?: unknown) => send('POST', path, body);

  const caller: Caller = {
    get,
    ask: (method, path, body) => read(send(method, path, body)),
    tell: async (method, path, body) => void (await send(method, path, body)),
  };

  const bytes = (response: Response, signal?: AbortSignal) =>
    response.arrayBuffer().catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new ApiError('network', 0, String(error));
    });

  const session = (id: string) => `sessions/${encodeURIComponent(id)}`;
  const opened = (id: string, key: string) => `/media/${encodeURIComponent(id)}/${encodeURIComponent(key)}`;

  return {
    ...announcementRoutes(caller),
    ...auditRoutes(caller, request),
    ...boardRoutes(caller),
    ...consentRoutes(caller),
    ...courseRoutes(caller),
    ...insightRoutes(caller),
    ...ledgerRoutes(caller, request, read),
    ...letterRoutes(caller),
    ...noticeRoutes(caller),
    ...photoRoutes(request, read),
    ...practiceRoutes(caller),
    ...preparationRoutes(caller),
    ...privacyRoutes(caller),
    ...scheduleRoutes(caller),
    /** Stops notices of a kind by the secret of a link in a mail: the one route outside of `/api`, where mail programs ask, too. */
    unsubscribe: (secret: string) =>
      read<Unsubscribed>(request(`../unsubscribe/${encodeURIComponent(secret)}`, { method: 'POST' })),
    /** The person who is signed in, and whether the server still needs its owner. */
    me: () => get<Me>('me'),
    /** Makes this person the owner of a new server, and signs them in. */
    setup: (body: SetupRequest) => read<Me>(post('setup', body)),
    signIn: (body: SignInRequest) => read<Me>(post('sign-in', body)),
    signOut: async (): Promise<void> => void (await post('sign-out')),
    /** Signs in by a one-use link. */
    linkSignIn: (body: LinkSignInRequest) => read<LinkSignIn>(post('sign-in/link', body)),
    /** Asks for a link by e-mail that signs in, whether or not there is such an account. */
    mailSignInLink: async (body: MailLinkRequest): Promise<void> => void (await post('sign-in/mail', body)),
    /** Signs in by a link that came by e-mail. */
    mailedSignIn: (body: MailToken) => read<Me>(post('sign-in/mail/use', body)),
    /** Asks for a link by e-mail to choose a new password, whether or not there is such an account. */
    mailPasswordLink: async (body: MailLinkRequest): Promise<void> => void (await post('password/mail', body)),
    /** Chooses a new password by a link that came by e-mail, and signs in. */
    resetPassword: (body: ResetPasswordRequest) => read<Me>(post('password/reset', body)),
    /** Confirms an address by a link that went there. */
    confirmEmail: (body: MailToken) => read<ConfirmedEmail>(post('email/confirm', body)),
    /** Sends a link to a new address, which is the person's once they open it. */
    changeEmail: async (body: ChangeEmailRequest): Promise<void> => void (await send('PUT', 'account/email', body)),
    /** Sends a link to confirm the present address. */
    mailConfirmation: async (): Promise<void> => void (await post('account/email/mail')),
    changeName: (body: ChangeNameRequest) => read<Me>(send('PUT', 'account/name', body)),
    /** Changes what a person says of themselves. */
    changeProfile: (body: Profile) => read<Me>(send('PUT', 'account/profile', body)),
    /** Of the seats that this browser keeps, those that can become the person's own. */
    keptSeats: (body: SeatTokens) => read<KeptSeat[]>(post('account/seats/look', body)),
    /** Makes seats that this browser keeps the person's own; returns those that are theirs now. */
    claimSeats: (body: SeatTokens) => read<KeptSeat[]>(post('account/seats', body)),
    /** The classes of other people, without a course, in which the person was. */
    attended: () => get<SessionSummary[]>('account/seats'),
    /** The zone and the language of the browser, for a person of whom no zone is known. */
    tellLocale: (body: BrowserLocale) => read<Me>(post('account/locale', body)),
    /** Changes the password, and signs out of all other browsers. */
    changePassword: (body: ChangePasswordRequest) => read<Me>(send('PUT', 'account/password', body)),
    /** The browsers in which the person is signed in, those used last first. */
    devices: () => get<Device[]>('account/devices'),
    /** Signs out of one browser; the others are left. */
    signOutOf: (id: string) => read<Device[]>(send('DELETE', `account/devices/${encodeURIComponent(id)}`)),
    /** Signs out of all browsers but this one. */
    signOutOfOthers: () => read<Device[]>(send('DELETE', 'account/devices')),
    /** The passkeys of the person, oldest first. */
    passkeys: () => get<Passkey[]>('account/passkeys'),
    /** Begins to make a passkey. */
    beginPasskey: (body: BeginPasskey) => read<Ceremony>(post('account/passkeys/begin', body)),
    /** Adds the passkey that the device made. */
    addPasskey: (body: CeremonyAnswer) => read<Passkey[]>(post('account/passkeys', body)),
    removePasskey: (id: string) => read<Passkey[]>(send('DELETE', `account/passkeys/${encodeURIComponent(id)}`)),
    beginPasskeySignIn: () => read<Ceremony>(post('sign-in/passkey/begin')),
    passkeySignIn: (body: CeremonyAnswer) => read<Me>(post('sign-in/passkey', body)),
    /** The sessions of the person who is signed in, newest first. */
    sessions: () => get<SessionSummary[]>('sessions'),
    startSession: (body: StartSessionRequest) => read<SessionSummary>(post('sessions', body)),
    /** Hands a lecture out to the students of its course. */
    publishLecture: (id: string) => read<SessionSummary>(post(`${session(id)}/publish`)),
    /** Deletes a class that is over with all that is kept of it. */
    deleteClass: async (id: string): Promise<void> => void (await send('DELETE', session(id))),
    /** Puts the recording of a class into the bin. */
    deleteRecording: (id: string) => read<SessionSummary>(send('DELETE', `${session(id)}/recording`)),
    /** Takes a recording out of the bin. */
    restoreRecording: (id: string) => read<SessionSummary>(post(`${session(id)}/recording/restore`)),
    /** Erases a recording that lies in the bin. */
    eraseRecording: (id: string) => read<SessionSummary>(post(`${session(id)}/recording/erase`)),
    /** Opens a recording to everybody with the link until then (Unix ms), or with null ends that. */
    openRecording: (id: string, until_unix: number | null) =>
      read<SessionSummary>(send('PUT', `${session(id)}/recording/open`, { until_unix })),
    /** Says whether pseudonyms stand for names in a recording, for whoever is not staff of its class. */
    setPseudonyms: (id: string, pseudonyms: boolean) =>
      read<SessionSummary>(send('PUT', `${session(id)}/recording/names`, { pseudonyms })),
    /** The WebM files that can be made of a recording. */
    webmChoices: (id: string) => get<WebmChoices>(`${session(id)}/recording/downloads`),
    /** Where a browser downloads one of them, by the codec of its pictures. */
    webmPath: (id: string, codec: PictureCodec | null) =>
      `/api/${session(id)}/recording/webm${codec === null ? '' : `?codec=${codec}`}`,
    /** Where it downloads them in a folder with a page. */
    offlinePath: (id: string, sound = false) => `/api/${session(id)}/recording/offline${sound ? '?sound=true' : ''}`,
    /** The MP4 file that is made of a recording, and how far it has come. */
    mp4: (id: string) => get<Mp4File>(`${session(id)}/recording/mp4`),
    /** Asks for that file. */
    askForMp4: (id: string) => read<Mp4File>(post(`${session(id)}/recording/mp4`)),
    /** Ends that it is made, or deletes it. */
    forgetMp4: (id: string) => read<Mp4File>(send('DELETE', `${session(id)}/recording/mp4`)),
    /** Where a browser downloads it. */
    mp4Path: (id: string) => `/api/${session(id)}/recording/mp4/file`,
    /** The class as its lobby shows it. */
    joinInfo: (code: string) => get<JoinInfo>(`join/${encodeURIComponent(code)}`),
    /** Takes a seat. */
    join: (code: string, body: JoinRequest) => read<Seat>(post(`join/${encodeURIComponent(code)}`, body)),
    /** The session as the holder of a seat sees it. */
    timeline: (id: string, token: string) => get<Timeline>(`${session(id)}/timeline`, token),
    /** Keeps where the holder of a seat is in the recording. The last position of a page arrives also after the page is gone. */
    keepPosition: (id: string, token: string, body: KeepPosition) =>
      read<WatchPosition>(
        request(`${session(id)}/position`, {
          method: 'PUT',
          keepalive: true,
          headers: { ...bearer(token), 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    /**
     * Events with `seq >= from`, one page. With `wait`, the answer comes with the next event, or empty after a while; a wait
     * that is aborted rejects with the signal's reason.
     */
    journal: (id: string, token: string, from: number, wait?: AbortSignal) =>
      read<JournalPage>(
        request(`${session(id)}/journal?from=${from}${wait ? '&wait=true' : ''}`, {
          headers: bearer(token),
          ...(wait && { signal: wait }),
        }),
      ),
    /** Takes part later, with a seat. */
    actLater: async (id: string, token: string, body: LaterCommand): Promise<void> =>
      void (await request(`${session(id)}/commands`, {
        method: 'POST',
        headers: { ...bearer(token), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })),
    /** Takes the holder of a seat out of the recording of a class. */
    withdraw: async (id: string, token: string): Promise<void> =>
      void (await request(`${session(id)}/withdraw`, { method: 'POST', headers: bearer(token) })),
    /** What the accounts of those say of them who have seats in the class after that one. */
    classPeople: (id: string, token: string, after: number) =>
      get<ClassPerson[]>(`${session(id)}/people?after=${after}`, token),
    /** The photo of somebody who has a seat in the class. */
    classPhoto: async (id: string, token: string, photo: PhotoId): Promise<Blob> =>
      (await request(`${session(id)}/photos/${photo}`, { headers: bearer(token) })).blob(),
    /** The groups of the class's course, for a seat that may open breakout rooms. */
    groups: (id: string, token: string) => get<Group[]>(`${session(id)}/groups`, token),
    /** The page that begins at a line, or that tells of a moment of class in milliseconds. */
    manifest: (id: string, token: string, query: { readonly from: number } | { readonly at: number }) =>
      get<ManifestPage>(
        `${session(id)}/manifest?${'at' in query ? `at=${Math.floor(query.at)}` : `from=${query.from}`}`,
        token,
      ),
    /** A file of the recording. Rejects with the signal's reason when it is aborted. */
    media: async (id: string, token: string, file: string, signal?: AbortSignal): Promise<ArrayBuffer> =>
      bytes(
        await request(`${session(id)}/media/${encodeURIComponent(file)}`, {
          headers: bearer(token),
          ...(signal && { signal }),
        }),
        signal,
      ),
    /** What opens the recordings of the rooms that the holder of a seat may watch. */
    mediaKeys: (id: string, token: string) => get<MediaKeys>(`${session(id)}/media-keys`, token),
    /** A file of the recording of a room, with the key of the room. */
    mediaByKey: async (id: string, key: string, file: string, signal?: AbortSignal): Promise<ArrayBuffer> =>
      bytes(await answer(`${opened(id, key)}/${encodeURIComponent(file)}`, signal && { signal }), signal),
    /** The page of the manifest that begins at a line, of what is about a room, with its key. Who asks again wants what is new. */
    manifestByKey: (id: string, key: string, from: number) =>
      read<ManifestPage>(answer(`${opened(id, key)}/manifest/${from}`, { cache: 'no-cache' })),
  };
}

/** The interface of the server that served this page. */
export const api = createApi();

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Reads the reason out of a failed answer. A proxy's own error page counts as a network fault. */
async function refusal(response: Response): Promise<ApiError> {
  try {
    const { code, detail, retry_after } = (await response.json()) as Refusal;
    if (typeof code === 'string') return new ApiError(code, response.status, detail, retry_after);
  } catch {
    // A proxy answered instead of the server.
  }
  return new ApiError('network', response.status, `HTTP ${response.status}`);
}
