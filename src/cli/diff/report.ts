import { Finding, needsPerson, Outlook } from './finding';

const TITLES: { readonly [outlook in Outlook]: string } = {
  [Outlook.REFUSED]: 'The API server refuses',
  [Outlook.DATA]: 'The API server takes it, the data does not',
  [Outlook.REMOVED]: 'Not in NEW',
  [Outlook.ROLLS]: 'Pods restart',
  [Outlook.NEW]: 'New objects',
  [Outlook.IN_PLACE]: 'Changed in place',
  [Outlook.UNKNOWN]: 'Kinds that no rule knows',
};

/** How many objects of one kind of change are named, and changes of one object: a person reads the rest in the manifests. */
const NAMED = 8;

/** The findings as a person reads them, in groups. */
export function asText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing changes.\n';
  const groups = Object.values(Outlook).flatMap((outlook) => {
    const group = findings.filter((finding) => finding.outlook === outlook);
    return group.length === 0 ? [] : [`${TITLES[outlook]}\n\n${alike(group).map(paragraph).join('\n')}`];
  });
  return `${groups.join('\n')}\n${verdict(findings)}\n`;
}

/** The same for programs. */
export function asJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ needsPerson: findings.some(needsPerson), findings }, undefined, 2)}\n`;
}

/** Findings that mean the same and need the same are told once for all their objects. */
function alike(group: readonly Finding[]): Finding[][] {
  const byMeaning = new Map<string, Finding[]>();
  for (const finding of group) {
    const meaning = JSON.stringify([finding.why, finding.steps]);
    byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), finding]);
  }
  return [...byMeaning.values()];
}

function paragraph(findings: readonly Finding[]): string {
  const [{ why, steps }] = findings;
  const objects = named(
    findings.map(({ object, changes }) => [object, ...named(changes).map((change) => `  ${change}`)].join('\n')),
    'objects',
  );
  const lines = [...objects.flatMap((object) => object.split('\n')), `  = ${why}`, ...steps.map((step, index) => `  ${index + 1}. ${step}`)];
  return `${lines.map((line) => `  ${line}\n`).join('')}`;
}

function named(texts: readonly string[], what = ''): string[] {
  const more = texts.length - NAMED;
  return more > 0 ? [...texts.slice(0, NAMED), `and ${more} more ${what}`.trimEnd()] : [...texts];
}

function verdict(findings: readonly Finding[]): string {
  const count = findings.filter(needsPerson).length;
  if (count === 0) return 'Nothing needs a person: apply it.';
  return count === 1 ? '1 of these needs a person.' : `${count} of these need a person.`;
}
