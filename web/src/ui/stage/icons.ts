import Heart from '@lucide/svelte/icons/heart';
import Laugh from '@lucide/svelte/icons/laugh';
import PartyPopper from '@lucide/svelte/icons/party-popper';
import Sparkles from '@lucide/svelte/icons/sparkles';
import ThumbsDown from '@lucide/svelte/icons/thumbs-down';
import ThumbsUp from '@lucide/svelte/icons/thumbs-up';
import type { Component } from 'svelte';
import type { Reaction } from '../../protocol/generated';

/** The icon of each reaction, in the order of the menu. */
export const REACTION_ICONS: Record<Reaction, Component> = {
  agree: ThumbsUp,
  disagree: ThumbsDown,
  applause: PartyPopper,
  laugh: Laugh,
  heart: Heart,
  surprise: Sparkles,
};
