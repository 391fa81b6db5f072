import type { Message } from '../message';

/** Texts of how much is loaded of a recording. */
export const thrift = {
  'thrift.group': 'What is loaded',
  'thrift.everything': 'Load everything',
  'thrift.slides': 'Load sound and slides only',
  'thrift.sound': 'Load sound only',
  'thrift.slow': 'The recording comes too slowly again and again. Without cameras it needs much less.',
  'thrift.saves_data': 'Your browser is set to save data. Without cameras the recording needs much less.',
  'thrift.do': 'Sound and slides only',
} as const satisfies Record<string, Message>;
