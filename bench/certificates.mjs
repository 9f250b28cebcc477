// A certificate authority and one certificate of it, for servers and clients. Of an elliptic curve: RSA costs more at each handshake.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });

/** Writes ca.crt, tls.crt and tls.key into the folder; returns their paths. */
export function certificates(folder, names = ['server']) {
  const file = (name) => join(folder, name);
  writeFileSync(file('extensions'), `subjectAltName=${names.map((name) => `DNS:${name}`)}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  openssl('req', ...KEY, '-x509', '-days', '60', '-subj', '/CN=authority', '-out', file('ca.crt'), '-keyout', file('ca.key'));
  openssl('req', ...KEY, '-subj', '/CN=server', '-keyout', file('tls.key'), '-out', file('request'));
  const signed = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial', '-in', file('request'), '-out', file('tls.crt')];
  openssl('x509', '-req', '-days', '60', '-extfile', file('extensions'), ...signed);
  return { ca: file('ca.crt'), cert: file('tls.crt'), key: file('tls.key') };
}
