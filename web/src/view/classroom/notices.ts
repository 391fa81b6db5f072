/** The notices under the header of a live class, the most urgent first. Pure. */

import {
  LIMITS,
  type Action,
  type Damage,
  type Participant,
  type ParticipantId,
  type Poll,
  type RecordedMedia,
  type Snapshot,
  type WithoutStaff,
} from '../../protocol/generated';
import { asksToShare } from '../moderation/permissions';
import { mayMute } from '../moderation/personActions';
import { unanswered } from '../polls/polls';
import { isOn, personOf } from '../presence/people';
import { isOffRecord } from '../recording/leftOut';
import { choiceSince, MAIN_ROOM } from '../rooms/rooms';
import type { Stretch } from '../watch/watching';

/** A trouble with the connection. The class is full, or the server's disk. */
export type Trouble = 'reconnecting' | 'disk_full' | 'class_full' | 'media_lost' | 'media_blocked';

/** One notice. */
export type ClassNotice = { /** Grows with new causes: see {@link Snoozed}. */ readonly mark?: number } & (
  | { readonly kind: Trouble | 'sound' }
  | {
      readonly kind: 'no_staff';
      /** What becomes of class. */
      readonly then: WithoutStaff;
      /** Unix ms at which it does; null: it has, or nothing changes. */
      readonly at: number | null;
    }
  | { readonly kind: 'off_record' }
  | { readonly kind: 'unrecorded' }
  | { readonly kind: 'unmute'; readonly by: ParticipantId }
  | { readonly kind: 'voice'; readonly muted: boolean }
  | { readonly kind: 'missed'; readonly stretch: Stretch }
  | { readonly kind: 'help'; readonly panel: 'rooms'; readonly count: number }
  | { readonly kind: 'share'; readonly person: Participant; readonly others: number }
  | { readonly kind: 'waiting'; readonly panel: 'people'; readonly count: number }
  | { readonly kind: 'rooms'; readonly panel: 'rooms' }
  | { readonly kind: 'damage'; readonly damage: readonly Damage[] }
  | {
      readonly kind: 'loud_silence';
      readonly person: Participant;
      readonly others: number;
      /** Whether the reader may mute that person. */
      readonly mayMute: boolean;
    }
  | { readonly kind: 'questions'; readonly panel: 'discussion'; readonly count: number }
  | { readonly kind: 'poll'; readonly panel: 'polls'; readonly poll: Poll }
);

/** The notices that the reader dismissed with "Later": for each kind, up to which mark. A newer one is shown again. */
export type Snoozed = Partial<Record<ClassNotice['kind'], number>>;

/** The state on which notices depend. */
export interface NoticeInput {
  readonly snapshot: Snapshot;
  readonly you: ParticipantId | null;
  readonly staff: boolean;
  readonly may: ReadonlySet<Action>;
  /** The trouble with the connection, if any. */
  readonly trouble: Trouble | null;
  /** What the disk has room to record. */
  readonly recorded: RecordedMedia;
  /** The browser wants a click before it plays sound. */
  readonly soundBlocked: boolean;
  /** The person who asks this person to unmute. */
  readonly unmuteBy: ParticipantId | null;
  /** What this person missed and is not watching. */
  readonly missed: Stretch | null;
  /** The lost parts of this class. */
  readonly damage: readonly Damage[];
  /** The people of whom staff were told that their microphone sends silence that claims to be loud, in this order. */
  readonly loudSilence: readonly ParticipantId[];
  /** How many questions of the course wait for an answer, where the reader answers them in class. */
  readonly questions: number;
  readonly snoozed: Snoozed;
  /** The tab that is on screen: notices that lead to it are not shown. */
  readonly panel: string | null;
}

/** All notices, the most urgent first. */
export function noticesOf(input: NoticeInput): ClassNotice[] {
  const { trouble, soundBlocked, unmuteBy, missed, snoozed, panel } = input;
  const all: (ClassNotice | false)[] = [
    trouble !== null && { kind: trouble },
    input.recorded === 'nothing' && !input.snapshot.unrecorded && { kind: 'unrecorded' },
    noStaff(input.snapshot),
    offRecord(input.snapshot),
    soundBlocked && { kind: 'sound' },
    unmuteBy !== null && { kind: 'unmute', by: unmuteBy },
    missed !== null && { kind: 'missed', stretch: missed },
    ...(input.staff ? ofStaff(input) : ofOthers(input)),
  ];
  return all.filter((notice): notice is ClassNotice => {
    if (!notice || ('panel' in notice && notice.panel === panel)) return false;
    return notice.mark === undefined || notice.mark > (snoozed[notice.kind] ?? -Infinity);
  });
}

/** All staff have left. By its settings class goes on, or not unless one of them comes back. */
function noStaff(snapshot: Snapshot): ClassNotice | false {
  const { staff_left, settings, started_unix } = snapshot;
  if (staff_left === null) return false;
  const then = settings.without_staff;
  // Off the record before they left, class stays so: that is said below.
  const stays = then === 'goes_on' || (then === 'off_record' && isOffRecord(snapshot));
  if (stays && then === 'off_record' && !isOffByItself(snapshot)) return false;
  return { kind: 'no_staff', then, at: stays ? null : started_unix + staff_left + LIMITS.withoutStaffMs };
}

/** Class is off the record. Each time it is said anew. */
function offRecord(snapshot: Snapshot): ClassNotice | false {
  if (!isOffRecord(snapshot) || isOffByItself(snapshot)) return false;
  return { kind: 'off_record', mark: snapshot.off_record?.length ?? 0 };
}

/** Whether class went off the record by itself, as all staff had left: one line says both. */
const isOffByItself = ({ off_record }: Snapshot) => off_record?.at(-1)?.without_staff === true;

function ofStaff({ snapshot, you, may, damage, loudSilence, questions }: NoticeInput): (ClassNotice | false)[] {
  const calls = snapshot.help.filter(({ participant }) => participant !== you);
  const [asker, ...others] = may.has('settings') ? asksToShare(snapshot) : [];
  const waiting = may.has('remove') ? snapshot.waiting : [];
  const [silent, ...moreSilent] = loudSilence.flatMap((id) => {
    const person = personOf(snapshot, id);
    return person && isOn(person, 'microphone') ? [person] : [];
  });
  const self = personOf(snapshot, you);
  return [
    // In a breakout room the banner of the room says so.
    you !== null &&
      snapshot.voice_to_all === you &&
      self?.room === MAIN_ROOM && { kind: 'voice', muted: !isOn(self, 'microphone') },
    calls.length > 0 && { kind: 'help', panel: 'rooms', count: calls.length, mark: newest(calls) },
    asker !== undefined && { kind: 'share', person: asker, others: others.length },
    waiting.length > 0 && { kind: 'waiting', panel: 'people', count: waiting.length, mark: newest(waiting) },
    silent !== undefined && {
      kind: 'loud_silence',
      person: silent,
      others: moreSilent.length,
      mayMute: mayMute(silent, you, may),
      mark: loudSilence.length,
    },
    damage.length > 0 && { kind: 'damage', damage, mark: damage.length },
    questions > 0 && { kind: 'questions', panel: 'discussion', count: questions, mark: questions },
  ];
}

function ofOthers({ snapshot, you }: NoticeInput): (ClassNotice | false)[] {
  const poll = unanswered(snapshot, you).at(-1);
  const choice = you === null ? null : choiceSince(snapshot, personOf(snapshot, you));
  return [
    choice !== null && { kind: 'rooms', panel: 'rooms', mark: choice },
    poll !== undefined && { kind: 'poll', panel: 'polls', poll, mark: poll.at },
  ];
}

const newest = (list: readonly { readonly at: number }[]) => Math.max(...list.map(({ at }) => at));
