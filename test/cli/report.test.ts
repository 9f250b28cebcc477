import { Finding, needsPerson, Outlook } from '../../src/cli/diff/finding';
import { asJson, asText } from '../../src/cli/diff/report';

const finding = (outlook: Outlook, others: Partial<Finding> = {}): Finding => ({
  outlook,
  object: 'Kind name',
  changes: ['a: b -> c'],
  why: 'so it is',
  steps: [],
  ...others,
});

test('nothing to say', () => {
  expect(asText([])).toBe('Nothing changes.\n');
  expect(JSON.parse(asJson([]))).toEqual({ needsPerson: false, findings: [] });
});

test('groups, what needs a person first, steps in order, and a verdict', () => {
  expect(asText([finding(Outlook.ROLLS), finding(Outlook.REFUSED, { steps: ['first', 'then'] })])).toBe(
    [
      'The API server refuses',
      '',
      '  Kind name',
      '    a: b -> c',
      '    = so it is',
      '    1. first',
      '    2. then',
      '',
      'Pods restart',
      '',
      '  Kind name',
      '    a: b -> c',
      '    = so it is',
      '',
      '1 of these needs a person.',
      '',
    ].join('\n'),
  );
});

test('no more changes of one object than a person reads', () => {
  const many = finding(Outlook.IN_PLACE, { changes: Array.from({ length: 20 }, (_, index) => `change ${index}`) });
  expect(asText([many])).toContain('    change 7\n    and 12 more\n');
  expect(JSON.parse(asJson([many])).findings[0].changes).toHaveLength(20);
});

test('what means the same is told once for all its objects', () => {
  const volumes = Array.from({ length: 10 }, (_, index) => finding(Outlook.REFUSED, { object: `volume ${index}`, steps: ['move'] }));
  const text = asText(volumes);
  expect(text).toContain('  volume 6\n    a: b -> c\n  volume 7\n    a: b -> c\n  and 2 more objects\n    = so it is\n    1. move\n');
  expect(text.match(/so it is/g)).toHaveLength(1);
  expect(text).toMatch(/10 of these need a person/);
});

test('who has to act', () => {
  const person = Object.values(Outlook).filter((outlook) => needsPerson(finding(outlook)));
  expect(person).toEqual(['refused', 'data', 'removed']);
  expect(asText([finding(Outlook.NEW)])).toMatch(/Nothing needs a person: apply it\.\n$/);
  expect(asText(person.map((outlook) => finding(outlook)))).toMatch(/3 of these need a person\.\n$/);
});
