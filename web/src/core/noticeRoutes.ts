import type { Caller } from './courseRoutes';
import type { NoticeSettings } from '../protocol/generated';

/** The routes of notices: what a person says of them. */
export function noticeRoutes({ get, ask }: Caller) {
  return {
    /** Which notices the person who is signed in gets, and when. */
    notices: () => get<NoticeSettings>('account/notices'),
    changeNotices: (body: NoticeSettings) => ask<NoticeSettings>('PUT', 'account/notices', body),
  };
}
