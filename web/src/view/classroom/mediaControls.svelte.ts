/** The controls of microphone, camera and screen in a live class, under the settings of the class. */

import { t } from '../../i18n';
import type { Event, ParticipantId } from '../../protocol/generated';
import { toast } from '../kit/toasts.svelte';
import { ALL_OFF, readChoice, saveChoice } from '../lobby/deviceChoice';
import { blockedByClass, maySwitchMicrophone, shareWay, unmuteGranted, type Switched } from '../moderation/permissions';
import type { LiveRoom } from './liveRoom.svelte';

/** Construct it while a component initialises: its effects end with the component. */
export class MediaControls {
  /** The person who asks this person to unmute; null once the request is answered. */
  unmuteBy: ParticipantId | null = $state(null);
  /** Whether staff's request lets this person unmute; see {@link unmuteGranted}. */
  #granted: boolean | null = $state(null);
  /** The devices chosen in the lobby have been opened. */
  #begun = $state(false);
  readonly #room: LiveRoom;

  /** Why a control does not switch its source on now. */
  readonly why: Readonly<Record<Switched, string | undefined>> = $derived.by(() => {
    const { view, localMedia } = this.#room;
    const on = { microphone: localMedia.microphone === 'on', camera: localMedia.camera, screen: localMedia.screen };
    const blocked = blockedByClass(view.actor, on);
    const screen = shareWay(view.actor) === 'asked' ? t('notice.share_asked') : t('notice.no_sharing');
    return {
      microphone: blocked.has('microphone') && this.#granted === false ? t('notice.no_unmute') : undefined,
      camera: blocked.has('camera') ? t('notice.no_camera') : undefined,
      screen: blocked.has('screen') ? screen : undefined,
    };
  });

  constructor(room: LiveRoom) {
    this.#room = room;
    const { localMedia } = room;
    $effect(() => room.live.onEvent((event) => this.#received(event)));
    $effect(() => {
      // A person who unmutes by themselves has answered.
      if (localMedia.microphone === 'on') this.unmuteBy = null;
    });
    $effect(() => {
      // A reload opens the same devices again.
      if (!this.#begun || room.status === 'closed') return;
      saveChoice({ microphone: localMedia.microphone === 'on', camera: localMedia.camera });
    });
  }

  /** Opens the devices that were on before a reload, or were chosen in the lobby. */
  async begin(): Promise<void> {
    await this.#room.localMedia.begin(readChoice(ALL_OFF));
    this.#begun = true;
  }

  async toggleMicrophone(): Promise<void> {
    const { view, localMedia } = this.#room;
    const unmutes = localMedia.microphone !== 'on';
    const may = maySwitchMicrophone(view.actor, localMedia.microphone);
    if (may || this.#granted !== false) await localMedia.toggleMicrophone();
    if (unmutes && !may && localMedia.microphone !== 'on') toast(t('notice.no_unmute'));
  }

  toggleCamera(): void {
    if (this.why.camera) toast(this.why.camera);
    else void this.#room.localMedia.toggleCamera();
  }

  /** Shares a screen or ends it; asks staff where that is needed. */
  toggleScreen(): void {
    const { view, localMedia } = this.#room;
    if (localMedia.screen || view.may.has('share_screen')) return void localMedia.toggleScreen();
    if (this.why.screen) return toast(this.why.screen);
    if (shareWay(view.actor) !== 'ask') return;
    void this.#room.ask({ do: 'ask_to_share' }).then((done) => done && toast(t('notice.share_asked'), 'good'));
  }

  /** Answers the request to unmute. */
  answerUnmute(yes: boolean): void {
    if (yes && this.#room.localMedia.microphone !== 'on') void this.toggleMicrophone();
    else this.unmuteBy = null;
  }

  #received(event: Event): void {
    const { view } = this.#room;
    this.#granted = unmuteGranted(this.#granted, event, view.actor);
    if (event.kind === 'asked_to_unmute' && event.participant === view.you) this.unmuteBy = event.by;
    if (event.kind === 'unmute_taken_back' && event.participant === view.you) this.unmuteBy = null;
  }
}
