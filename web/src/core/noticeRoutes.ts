import type { Caller } from './courseRoutes';
import type { NoticeSettings, PushDevice, PushKey } from '../protocol/generated';

/** The routes of notices: what a person says of them. */
export function noticeRoutes({ get, ask, tell }: Caller) {
  return {
    /** Which notices the person who is signed in gets, and when. */
    notices: () => get<NoticeSettings>('account/notices'),
    changeNotices: (body: NoticeSettings) => ask<NoticeSettings>('PUT', 'account/notices', body),
    /** What this browser is given to take notices by push, and whether it does. */
    pushKey: () => get<PushKey>('account/push'),
    setPushDevice: (body: PushDevice) => tell('PUT', 'account/push', body),
    endPushDevice: () => tell('DELETE', 'account/push'),
  };
}
