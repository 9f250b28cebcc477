import { checksum } from '../../src/render/checksum';

test('it is 16 hexadecimal digits, the same for the same texts', () => {
  expect(checksum('a', 'b')).toMatch(/^[0-9a-f]{16}$/);
  expect(checksum('a', 'b')).toBe(checksum('a', 'b'));
});

test('it tells where one text ends and the next begins', () => {
  expect(new Set([checksum('ab'), checksum('a', 'b'), checksum('', 'ab'), checksum('b', 'a')]).size).toBe(4);
});
