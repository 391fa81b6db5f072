import type { Message } from '../message';

/** Texts of the stage: tiles, reactions, hands, and devices that feed it. */
export const stage = {
  'device.microphone_denied':
    'The browser may not use your microphone. Click the icon beside the address, allow the microphone, and try again.',
  'device.microphone_missing': 'No microphone was found. Plug one in and try again.',
  'device.microphone_busy': 'Another program uses your microphone. Close it there and try again.',
  'device.microphone_insecure':
    'The browser gives the microphone to secure pages only. Ask for a link that starts with https.',
  'device.camera_denied':
    'The browser may not use your camera. Click the icon beside the address, allow the camera, and try again.',
  'device.camera_missing': 'No camera was found. Plug one in and try again.',
  'device.camera_busy': 'Another program uses your camera. Close it there and try again.',
  'device.camera_insecure': 'The browser gives the camera to secure pages only. Ask for a link that starts with https.',
  'device.both_denied':
    'The browser may not use your camera and microphone. Click the icon beside the address, allow both, and try again.',
  'device.both_missing': 'No camera and no microphone were found. Plug them in and try again.',
  'device.both_busy': 'Another program uses your camera and microphone. Close it there and try again.',
  'device.both_insecure':
    'The browser gives camera and microphone to secure pages only. Ask for a link that starts with https.',
  'device.screen_failed': 'Your screen could not be shared. Try again, or choose another window.',

  'stage.name': 'Stage',
  'stage.screen_of': 'Screen of {name}',
  'stage.your_screen': 'Your screen',
  'stage.you': '{name} (you)',
  'stage.more': '+{count} more',
  'stage.pin': 'Pin {name}',
  'stage.view': 'View',
  'stage.grid': 'Grid',
  'stage.speaker': 'Speaker view',
  'stage.unpin': 'Remove pin',
  'stage.microphone_off': 'Microphone off',
  'stage.hands': 'Raised hands',
  'stage.hand': 'Hand raised, place {place}',
  'stage.reconnecting': 'Reconnecting…',
  'stage.spotlight': 'Spotlight',
  'stage.empty': 'Nobody is here at this moment.',

  'reaction.agree': 'Agree',
  'reaction.disagree': 'Disagree',
  'reaction.applause': 'Applause',
  'reaction.laugh': 'Laugh',
  'reaction.heart': 'Heart',
  'reaction.surprise': 'Surprise',

  'media.camera_off_by': 'Your camera was turned off by {name}.',
  'media.microphone_muted_by': 'Your microphone was muted by {name}.',
  'media.screen_stopped_by': 'Your screen was stopped by {name}.',

  'hands.next': 'Call next',
  'hands.lower_all': 'Lower all hands',
} as const satisfies Record<string, Message>;
