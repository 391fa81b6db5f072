import { expect, test } from 'vitest';
import { fileName, linksFile } from './links';

test('the links of all who are invited, safe to open in a spreadsheet', () => {
  const link = { email: 'lin@school.example', path: '/invitation#secret', expires_unix: Date.UTC(2027, 0, 26, 12) };
  const file = linksFile(
    [
      { ...link, name: 'Lin' },
      { ...link, name: '=HYPERLINK("http://elsewhere.example";"Lin")' },
    ],
    'https://class.example',
  );
  expect(file.split('\r\n')).toEqual([
    '\uFEFFName,E-mail,Invitation link,Works until',
    'Lin,lin@school.example,https://class.example/invitation#secret,2027-01-26',
    '"\'=HYPERLINK(""http://elsewhere.example"";""Lin"")",lin@school.example,https://class.example/invitation#secret,2027-01-26',
    '',
  ]);
});

test('a title becomes a name that file systems take', () =>
  expect(fileName('Physics 1/2: "Waves"\n', 'links')).toBe('Physics 1-2- -Waves-- links'));
