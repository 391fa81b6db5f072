import { t } from '../../i18n';
import type { CourseRole, MemberState, ServerRole } from '../../protocol/generated';

const COURSE_ROLES: readonly CourseRole[] = ['instructor', 'assistant', 'student', 'observer'];
const SERVER_ROLES: readonly ServerRole[] = ['owner', 'instructor', 'member'];
const STATES: readonly MemberState[] = ['active', 'invited', 'asking', 'removed', 'left'];

/** What one can be in a course, for a select. */
export const courseRoles = () => COURSE_ROLES.map((value) => ({ value, label: t(`course.role_${value}`) }));

/** What one can be on the server, for a select. */
export const serverRoles = () => SERVER_ROLES.map((value) => ({ value, label: t(`accounts.role_${value}`) }));

/** The states by which a roster can be asked, for a select; the first is all who are expected. */
export const rosterStates = () => [
  { value: 'all' as const, label: t('roster.state_all') },
  ...STATES.map((value) => ({ value, label: t(`roster.state_${value}`) })),
];
