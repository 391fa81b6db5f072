import { expect, test } from 'vitest';
import { firstLanguage } from './languages';

test('letters come in the first language of the reader that the server writes', () => {
  expect(firstLanguage(['de-AT', 'en'])).toBe('de');
  expect(firstLanguage(['fr-FR', 'ES', 'en'])).toBe('es');
  expect(firstLanguage(['fr', 'pt-BR'])).toBeNull();
  expect(firstLanguage([])).toBeNull();
});
