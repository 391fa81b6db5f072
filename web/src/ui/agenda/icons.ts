import BookOpen from '@lucide/svelte/icons/book-open';
import Check from '@lucide/svelte/icons/check';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import Coffee from '@lucide/svelte/icons/coffee';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import PencilLine from '@lucide/svelte/icons/pencil-line';
import Rabbit from '@lucide/svelte/icons/rabbit';
import Snail from '@lucide/svelte/icons/snail';
import UsersRound from '@lucide/svelte/icons/users-round';
import X from '@lucide/svelte/icons/x';
import type { Component } from 'svelte';
import type { ActivityKind, Feedback } from '../../protocol/generated';

/** The icon of each kind of activity. */
export const ACTIVITY_ICONS: Record<ActivityKind, Component> = {
  lecture: BookOpen,
  discussion: MessagesSquare,
  individual: PencilLine,
  group: UsersRound,
  break: Coffee,
};

/** The icon of each kind of feedback. */
export const FEEDBACK_ICONS: Record<Feedback, Component> = {
  yes: Check,
  no: X,
  slower: Snail,
  faster: Rabbit,
  confused: CircleQuestionMark,
};
