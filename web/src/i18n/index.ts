import type { ErrorCode } from '../protocol/generated';
import { account } from './en/account';
import { accounts } from './en/accounts';
import type { agenda } from './en/agenda';
import { announcements } from './en/announcements';
import type { audit } from './en/audit';
import { board } from './en/board';
import type { chapters } from './en/chapters';
import { chat } from './en/chat';
import { classroom } from './en/classroom';
import { consent } from './en/consent';
import { courses } from './en/courses';
import type { downloads } from './en/downloads';
import { errors } from './en/errors';
import { extensions } from './en/extensions';
import { home } from './en/home';
import type { insight } from './en/insight';
import { kit } from './en/kit';
import { clips } from './en/clips';
import { lectures } from './en/lectures';
import { ledger } from './en/ledger';
import { letters } from './en/letters';
import { lobby } from './en/lobby';
import { mail } from './en/mail';
import { moderation } from './en/moderation';
import { pages } from './en/pages';
import type { moments } from './en/moments';
import { notices } from './en/notices';
import type { offline } from './en/offline';
import { passkeys } from './en/passkeys';
import { photos } from './en/photos';
import { polls } from './en/polls';
import type { practice } from './en/practice';
import { preparation } from './en/preparation';
import { presence } from './en/presence';
import { recording } from './en/recording';
import { pseudonyms } from './en/pseudonyms';
import { privacy } from './en/privacy';
import { retention } from './en/retention';
import { rooms } from './en/rooms';
import type { lateAnswers } from './en/lateAnswers';
import type { rounds } from './en/rounds';
import { schedule } from './en/schedule';
import { stage } from './en/stage';
import type { takes } from './en/takes';
import { study } from './en/study';
import type { table } from './en/table';
import type { thrift } from './en/thrift';
import { timeline } from './en/timeline';
import type { withdrawal } from './en/withdrawal';
import { watch } from './en/watch';
import { fill, pseudo, type Message, type Params } from './message';

const en = {
  ...account,
  ...accounts,
  ...announcements,
  ...board,
  ...chat,
  ...classroom,
  ...consent,
  ...courses,
  ...errors,
  ...extensions,
  ...home,
  ...kit,
  ...clips,
  ...lectures,
  ...ledger,
  ...letters,
  ...lobby,
  ...mail,
  ...moderation,
  ...notices,
  ...pages,
  ...passkeys,
  ...photos,
  ...polls,
  ...preparation,
  ...presence,
  ...recording,
  ...privacy,
  ...pseudonyms,
  ...retention,
  ...rooms,
  ...schedule,
  ...stage,
  ...study,
  ...timeline,
  ...watch,
};

/** Texts of pages that are loaded on demand, and come with them: whoever says one imports its file in `late/`. */
type Late = typeof agenda &
  typeof chapters &
  typeof audit &
  typeof downloads &
  typeof insight &
  typeof moments &
  typeof thrift &
  typeof offline &
  typeof takes &
  typeof practice &
  typeof lateAnswers &
  typeof rounds &
  typeof table &
  typeof withdrawal;

const texts: Record<string, Message> = { ...en };

/** Adds texts that came with a page. */
export function addTexts(more: Partial<Late>): void {
  Object.assign(texts, more);
}

/** The name of a message. */
export type MessageKey = keyof (typeof en & Late);

/** A language for layout tests, `?lang=x-rtl`: every text is longer, in brackets, and reads from the right. */
const PSEUDO = 'x-rtl';

const asked = typeof location === 'undefined' ? null : new URLSearchParams(location.search).get('lang');

/** The language of the texts, for `lang` and for number and date formats. */
export const language: string = readersEnglish();

/** The direction in which the texts read. */
export const direction: 'ltr' | 'rtl' = asked === PSEUDO ? 'rtl' : 'ltr';

/** The text of a message, its places filled. `count` chooses the plural form. */
export function t(key: MessageKey, params: Params = {}): string {
  const text = fill(texts[key]!, params, language);
  return asked === PSEUDO ? pseudo(text) : text;
}

/** The text of a failure: that of its code, else a general one. Where the server says when to try again, the text does. */
export function errorText(error: unknown): string {
  const code = errorCode(error);
  const wait = code === 'rate_limited' ? retryAfter(error) : undefined;
  if (wait !== undefined) {
    return wait < MINUTES_FROM_S
      ? t('kit.try_again_seconds', { count: wait })
      : t('kit.try_again_minutes', { count: Math.ceil(wait / 60) });
  }
  return t(code ? `error.${code}` : 'error.internal');
}

/** From this many seconds on, minutes are said. */
const MINUTES_FROM_S = 120;

function retryAfter(error: unknown): number | undefined {
  const seconds = typeof error === 'object' && error !== null && 'retryAfter' in error ? error.retryAfter : undefined;
  return typeof seconds === 'number' ? seconds : undefined;
}

/** The stable code of a failure, if it has a code with a text. */
export function errorCode(error: unknown): ErrorCode | 'network' | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && `error.${code}` in en ? (code as ErrorCode | 'network') : undefined;
}

/** The reader's own kind of English, for its way to write dates; American English for readers of other languages. */
function readersEnglish(): string {
  const languages = typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);
  return languages.find((tag) => /^en(-|$)/i.test(tag)) ?? 'en';
}
