import type {
  Accepted,
  AcceptInvitation,
  AskedCourse,
  Course,
  CourseDetails,
  CourseId,
  CourseInvitation,
  CourseJoin,
  CourseJoinRequest,
  CourseRole,
  CourseSummary,
  ImportReport,
  ImportRequest,
  Invitation,
  InvitationLink,
  PasswordLink,
  InvitationToken,
  InvitePerson,
  JoinCourse,
  Member,
  MemberChange,
  MemberId,
  MemberState,
  NewMember,
  PersonChange,
  RosterPage,
  ServerPerson,
} from '../protocol/generated';

/** Ways to ask the server. */
export type Caller = {
  get: <T>(path: string) => Promise<T>;
  /** Sends a request, and reads the answer. */
  ask: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Sends a request whose answer says nothing. */
  tell: (method: string, path: string, body?: unknown) => Promise<void>;
};

/** What one asks of a roster: a part of names or addresses, one state, and how many lines come before the page. */
export type RosterQuestion = { search?: string; state?: MemberState; role?: CourseRole; skip?: number };

/** The routes of courses, of their rosters, of invitations and of the server's people. */
export function courseRoutes({ get, ask, tell }: Caller) {
  const course = (id: CourseId) => `courses/${encodeURIComponent(id)}`;
  const line = (id: CourseId, member: MemberId) => `${course(id)}/roster/${member}`;
  const link = (code: string) => `courses/join/${encodeURIComponent(code)}`;
  const person = (id: string) => `people/${encodeURIComponent(id)}`;

  return {
    /** The courses of the person who is signed in, by title. */
    courses: () => get<CourseSummary[]>('courses'),
    /** Those that the person who is signed in asked to join. */
    askedCourses: () => get<AskedCourse[]>('courses/asked'),
    makeCourse: (body: CourseDetails) => ask<Course>('POST', 'courses', body),
    course: (id: CourseId) => get<Course>(course(id)),
    changeCourse: (id: CourseId, body: CourseDetails) => ask<Course>('PUT', course(id), body),
    /** Deletes a course without classes. */
    deleteCourse: (id: CourseId) => tell('DELETE', course(id)),
    leaveCourse: (id: CourseId) => tell('POST', `${course(id)}/leave`),
    /** Switches the link to join on or off, or draws it anew. */
    changeCourseJoin: (id: CourseId, body: CourseJoinRequest) => ask<CourseJoin>('PUT', `${course(id)}/join`, body),

    /** A page of the roster, by name. */
    roster: (id: CourseId, question: RosterQuestion) => get<RosterPage>(`${course(id)}/roster${queryOf(question)}`),
    addMember: (id: CourseId, body: NewMember) => ask<Member>('POST', `${course(id)}/roster`, body),
    changeMember: (id: CourseId, member: MemberId, body: MemberChange) => ask<Member>('PATCH', line(id, member), body),
    /** Adds and changes members from CSV, or says what that would do. */
    importRoster: (id: CourseId, body: ImportRequest) => ask<ImportReport>('POST', `${course(id)}/roster/import`, body),
    /** A new link for one who is invited; their former one ends. */
    inviteMember: (id: CourseId, member: MemberId) => ask<InvitationLink>('POST', `${line(id, member)}/invitation`),
    /** A mail with a new link to one who is invited. */
    mailMember: (id: CourseId, member: MemberId) =>
      ask<InvitationLink>('POST', `${line(id, member)}/invitation?mail=true`),
    /** A mail with a new link to each who is invited. */
    mailMembers: (id: CourseId) => ask<InvitationLink[]>('POST', `${course(id)}/roster/invitations?mail=true`),
    /** New links for all who are invited. */
    inviteMembers: (id: CourseId) => ask<InvitationLink[]>('POST', `${course(id)}/roster/invitations`),

    /** What a link invites to. */
    invitation: (body: InvitationToken) => ask<Invitation>('POST', 'invitations/look', body),
    /** Takes an invitation, and signs in. */
    acceptInvitation: (body: AcceptInvitation) => ask<Accepted>('POST', 'invitations/accept', body),
    /** The course to which a link leads. */
    courseInvitation: (code: string) => get<CourseInvitation>(link(code)),
    /** Comes into a course by its link, or asks to. */
    joinCourse: (code: string, body: JoinCourse) => ask<CourseInvitation>('POST', link(code), body),

    /** The people of the server, by name. */
    people: () => get<ServerPerson[]>('people'),
    /** Makes a link by which a person chooses a new password, to be handed to them. */
    passwordLink: (id: string) => ask<PasswordLink>('POST', `${person(id)}/password-link`),
    invitePerson: (body: InvitePerson) => ask<InvitationLink>('POST', 'people', body),
    /** Invites somebody to the server by a mail. */
    mailPerson: (body: InvitePerson) => ask<InvitationLink>('POST', 'people?mail=true', body),
    changePerson: (id: string, body: PersonChange) => tell('PATCH', person(id), body),
    endInvitation: (id: string) => tell('DELETE', person(id)),
  };
}

function queryOf({ search, state, role, skip }: RosterQuestion): string {
  const query = new URLSearchParams();
  if (search) query.set('search', search);
  if (state) query.set('state', state);
  if (role) query.set('role', role);
  if (skip !== undefined) query.set('skip', String(skip));
  const text = query.toString();
  return text && `?${text}`;
}
