// What a certificate says, read without openssl, and what the manager makes of it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { Authority } from './authority';
import { pathOf } from './manager';
import { SCRIPTS } from './pod';

const authority = new Authority();
const DAY = 86_400;

function shell(program: string, commands: string, awk = 'awk'): string {
  const bin = mkdtempSync(join(tmpdir(), 'awk-'));
  symlinkSync(pathOf(awk), join(bin, 'awk'));
  const sources = ['certificates.sh', 'manager/trust.sh'].map((file) => `. ${join(SCRIPTS, file)}\n`).join('');
  const [name, ...words] = program.split(' ');
  const { stdout, stderr } = spawnSync(name, [...words, '-c', `set -u\nTLS_SECRET=keys TLS_DIR=${bin}\n${sources}${commands}`], {
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env.PATH}` },
  });
  rmSync(bin, { recursive: true });
  expect(stderr).toBe('');
  return stdout;
}

describe.each(['dash', 'busybox sh'])('under %s', (program) => {
  describe.each(['mawk', 'gawk', 'busybox'])('with %s', (awk) => {
    test.each(['ec', 'rsa', 'ed25519'])('the names and dates of a certificate with a key of kind %s', (algorithm) => {
      const names = ['cache', '*.cache-nodes.shop.svc', ...Array.from({ length: 20 }, (_, index) => `name-${index}.example.com`)];
      const file = join(authority.issue({ algorithm, names, days: 10_000 }), 'tls.crt');
      const { validFrom, validTo } = new X509Certificate(readFileSync(file));
      const [from, until] = [validFrom, validTo].map((date) => new Date(date));
      expect(shell(program, `read_certificate ${file}`, awk).trim().split('\n')).toEqual([
        `from ${from.getTime() / 1000}`,
        `until ${until.getTime() / 1000} ${until.toISOString().replace('.000', '')}`,
        ...names.map((name) => `name ${name}`),
      ]);
    });
  });
});

test('a date after 2049, and a CA without names', () => {
  const file = join(authority.issue({ names: ['a'], days: 20_000 }), 'tls.crt');
  const until = new Date(new X509Certificate(readFileSync(file)).validTo);
  expect(shell('sh', `read_certificate ${file}`)).toContain(`until ${until.getTime() / 1000} 20`);
  expect(shell('sh', `read_certificate ${authority.certificate}`)).not.toContain('name');
});

test('only the first certificate of a file counts', () => {
  const [one, two] = ['one', 'two'].map((name) => join(authority.issue({ names: [name] }), 'tls.crt'));
  execFileSync('sh', ['-c', 'cat "$1" >>"$2"', 'sh', two, one]);
  expect(shell('sh', `read_certificate ${one}`)).toMatch(/name one\n$/);
});

describe('what the manager finds wrong with', () => {
  const judge = (age: number, left: number, names: string, wanted: string): string => {
    const facts = `echo from $((now - ${age})); echo until $((now + ${left})) DATE; for name in ${names}; do echo "name $name"; done`;
    const shape = `TLS_NAMES='${wanted}' ANNOUNCED_TO_CLIENTS=yes PODS='cache-0 cache-1' SUFFIX=.cache-nodes.shop.svc TLS_WARN_SECONDS=${14 * DAY}`;
    return shell('sh', `set -f\n${shape}\nnow=$(date +%s)\nread_certificate() { ${facts}; }\njudge_certificates\necho "$complaint"`).trim();
  };
  const all = 'cache *.cache-nodes.shop.svc';

  test.each([
    ['a sound one', 60 * DAY, 15 * DAY, all, 'cache', ''],
    ['one that has two weeks left', 60 * DAY, 14 * DAY - 60, all, 'cache', 'tls.crt of Secret keys expires DATE; ca.crt of Secret keys expires DATE'],
    ['one that has expired', 60 * DAY, -1, all, 'cache', 'tls.crt of Secret keys has expired, DATE; ca.crt of Secret keys has expired, DATE'],
    ['one that is short and young', DAY / 2, DAY / 2, all, 'cache', ''],
    ['one that is short and old', DAY, DAY / 4, all, 'cache', 'tls.crt of Secret keys expires DATE; ca.crt of Secret keys expires DATE'],
    ['one without a name', 60 * DAY, 60 * DAY, all, 'cache cache.shop.svc', 'tls.crt of Secret keys does not name cache.shop.svc'],
    [
      'one without the pods',
      60 * DAY,
      60 * DAY,
      'Cache cache-0.cache-nodes.shop.svc',
      'cache',
      'tls.crt of Secret keys does not name cache-1.cache-nodes.shop.svc',
    ],
    ['one without many', 60 * DAY, 60 * DAY, 'none', 'a b', 'tls.crt of Secret keys does not name a, b, cache-0.cache-nodes.shop.svc and 1 more'],
  ])('%s', (_, age, left, names, wanted, complaint) => {
    expect(judge(age, left, names, wanted)).toBe(complaint);
  });

  test('nothing, before the first set is there', () => {
    expect(shell('sh', 'TLS_DIR=$TLS_DIR.0\njudge_certificates\necho "<$complaint>"')).toBe('<>\n');
  });
});
