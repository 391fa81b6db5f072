/** The live class of one seat: connection, media, devices and journal behind the Classroom. */

import { api } from '../../core/http';
import { LiveClass, type LiveStatus } from '../../core/live';
import type { SavedSeat } from '../../core/seats';
import { MediaConnection, type MediaStatus, type Quality } from '../../media/connection';
import { Devices } from '../../media/devices';
import type {
  Command,
  CommandResult,
  Damage,
  ErrorCode,
  Group,
  Notice,
  ParticipantId,
  RecordedMedia,
} from '../../protocol/generated';
import { Profiles } from '../presence/profiles.svelte';
import { liveVideo } from '../stage/liveVideo';
import { LocalMedia } from '../stage/localMedia.svelte';
import type { VideoProvider } from '../stage/video';
import { LiveMarks } from '../timeline/marks.svelte';
import { ClassView } from './classView.svelte';

/** The state of the connection, for the header. */
export type LinkState = 'connecting' | 'lost' | Quality;

/** Takes the seat at once, and ends the connection when it is closed. */
export class LiveRoom {
  readonly live: LiveClass;
  readonly media: MediaConnection;
  readonly devices: Devices;
  readonly localMedia: LocalMedia;
  readonly view: ClassView;
  readonly marks: LiveMarks;
  readonly video: VideoProvider;

  status: LiveStatus = $state('connecting');
  closedBy: ErrorCode | undefined = $state();
  /** A welcome with a class has come. */
  welcomed = $state(false);
  /** Why the server does not let this person in yet; it is asked again by itself. */
  why: ErrorCode | undefined = $state();
  /** The pictures for which the disk of the recordings has room. */
  recordedMedia: RecordedMedia = $state('all');
  /** The lost parts of this class. */
  damage: readonly Damage[] = $state.raw([]);
  /** The people of whom staff were told that their microphone sends silence that claims to be loud, in this order. */
  loudSilence: readonly ParticipantId[] = $state.raw([]);
  audioBlocked = $state(false);
  #media: MediaStatus = $state('connecting');
  #quality: Quality = $state('good');

  readonly link: LinkState = $derived.by(() => {
    if (this.status === 'connecting') return 'connecting';
    if (this.status !== 'online' || this.#media === 'lost' || this.#media === 'blocked') return 'lost';
    return this.#media === 'connecting' ? 'connecting' : this.#quality;
  });
  /** The waiting-room entry of this person, while they wait to be admitted. */
  readonly waits = $derived.by(() => {
    const { session, waiting } = this.view.snapshot;
    return session === null ? waiting.find(({ participant }) => participant === this.view.you) : undefined;
  });
  /** The trouble with the connection, if any. */
  readonly trouble = $derived.by(() => {
    if (this.status === 'reconnecting') {
      return this.why === 'disk_full' ? 'disk_full' : this.why === 'full' ? 'class_full' : 'reconnecting';
    }
    if (this.status !== 'online') return null;
    return this.#media === 'lost' ? 'media_lost' : this.#media === 'blocked' ? 'media_blocked' : null;
  });
  /** This person has left, whether or not the server knows yet. */
  left = $state(false);

  readonly #seat: SavedSeat;
  readonly #failed: (error: unknown) => void;
  readonly #stop: (() => void)[];

  /** @param failed Called for every command and device that failed. */
  constructor(seat: SavedSeat, failed: (error: unknown) => void) {
    this.#seat = seat;
    this.#failed = failed;
    this.live = new LiveClass({ token: seat.token });
    this.media = new MediaConnection(this.live);
    this.devices = new Devices();
    this.localMedia = new LocalMedia(this.media, this.devices, failed);
    const reader = () => ({ you: this.live.you || seat.participant, may: this.live.permissions, live: true });
    this.view = new ClassView(this.live, reader, new Profiles(api, seat));
    this.marks = new LiveMarks(this.live, api, seat);
    this.video = liveVideo(this.media, () => this.view.you);
    this.#stop = [
      this.live.subscribe(() => this.#update()),
      this.live.onNotice((notice) => this.#noted(notice)),
      this.media.subscribe(() => this.#update()),
    ];
    this.#update();
    this.media.playAudio();
  }

  /** The people who have spoken since breakout rooms opened. */
  get spoken(): ReadonlySet<ParticipantId> {
    // Makes components read this anew with every event.
    void this.view.snapshot;
    void this.marks.events;
    return this.marks.speaking.spoken(this.live.now());
  }

  /** Sends a command, and reports a refusal, unless there is nothing to do or class is left or over. */
  async ask(command: Command): Promise<CommandResult | undefined> {
    try {
      return await this.live.command(command);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'nothing_to_do' && code !== 'left' && code !== 'session_ended') this.#failed(error);
      return undefined;
    }
  }

  /** The groups of the course, for breakout rooms; none where they cannot be read. */
  async groups(): Promise<Group[]> {
    try {
      return await api.groups(this.#seat.session, this.#seat.token);
    } catch (error) {
      this.#failed(error);
      return [];
    }
  }

  /** Notes that this person saves what people answered. */
  noteAnswersExport(): Promise<void> {
    return api.noteExport(this.#seat.session, this.#seat.token, 'answers');
  }

  /** Leaves the class: on this page at once, for the others as soon as the server knows. */
  leave(): void {
    this.left = true;
    this.localMedia.close();
    this.media.close();
    const gone = () => this.live.close();
    this.live.command({ do: 'leave' }).then(gone, gone);
  }

  /** Ends the connection from this side. The server keeps the seat. */
  close(): void {
    for (const stop of this.#stop) stop();
    this.localMedia.close();
    this.marks.close();
    this.view.close();
    this.media.close();
    this.live.close();
    this.devices.close();
  }

  /** Asks the server for the lost parts of the class. They change only while there is no server. */
  async #askForDamage(): Promise<void> {
    try {
      const { session } = await api.timeline(this.#seat.session, this.#seat.token);
      this.damage = session.damage ?? [];
    } catch {
      // The next connection asks again.
    }
  }

  #noted(notice: Notice): void {
    if (notice.about === 'recorded') this.recordedMedia = notice.media;
    if (notice.about === 'loud_silence' && !this.loudSilence.includes(notice.participant)) {
      this.loudSilence = [...this.loudSilence, notice.participant];
    }
  }

  #update(): void {
    if (this.live.status === 'online' && this.status !== 'online') {
      void this.#askForDamage();
      this.recordedMedia = 'all';
    }
    this.status = this.live.status;
    this.closedBy = this.live.closedBy;
    this.why = this.live.waitReason;
    this.welcomed ||= this.live.snapshot.session !== null;
    this.#media = this.media.status;
    this.#quality = this.media.quality;
    this.audioBlocked = this.media.audioBlocked;
    // A person who was removed must not be heard or seen any longer.
    if (this.status === 'closed') this.localMedia.close();
  }
}
