// A certificate authority for tests, and folders of files as a mounted Secret has them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CertificateOptions {
  /** Default: those of the cluster `cache` in the namespace `test`. */
  readonly names?: readonly string[];
  /** Default: 90. */
  readonly days?: number;
  /** Ended yesterday. */
  readonly expired?: boolean;
  /** Default: for servers and clients. */
  readonly usages?: string;
  /** As openssl takes it. Default: ec. */
  readonly algorithm?: string;
}

const NAMES = ['cache', 'cache.test.svc', '*.cache-nodes.test.svc.cluster.local'];

/** Made where tests are declared; its files are removed after the last of them. */
export class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'authority-'));
  private made = 0;

  public constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true }));
    const subject = ['-x509', '-days', '3650', '-subj', '/CN=authority', '-out', this.file('ca.crt'), '-keyout', this.file('ca.key')];
    openssl('req', ...KEY.ec, ...subject);
  }

  /** The path of the authority's own certificate. */
  public get certificate(): string {
    return this.file('ca.crt');
  }

  /** Makes a certificate with its key. Returns the folder with the three files of the Secret. */
  public issue(options: CertificateOptions = {}): string {
    const { names = NAMES, days = 90, usages = 'serverAuth,clientAuth', expired, algorithm = 'ec' } = options;
    const folder = this.file(`issued-${++this.made}`);
    mkdirSync(folder);
    const [key, request, extensions] = ['tls.key', 'request', 'extensions'].map((name) => join(folder, name));
    openssl('req', ...KEY[algorithm], '-subj', '/CN=server', '-keyout', key, '-out', request);
    writeFileSync(extensions, `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\nextendedKeyUsage=${usages}\n`);
    const signed = ['-CA', this.certificate, '-CAkey', this.file('ca.key'), '-in', request, '-out', join(folder, 'tls.crt')];
    openssl('x509', '-req', ...signed, '-days', expired ? '-1' : `${days}`, '-extfile', extensions);
    copyFileSync(this.certificate, join(folder, 'ca.crt'));
    return folder;
  }

  private file(name: string): string {
    return join(this.folder, name);
  }
}

const KEY: Readonly<Record<string, readonly string[]>> = {
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
  rsa: ['-newkey', 'rsa:2048', '-nodes'],
  ed25519: ['-newkey', 'ed25519', '-nodes'],
};

function openssl(...words: string[]): void {
  execFileSync('openssl', words, { stdio: 'pipe' });
}

/** What the kubelet does when the Secret changes: it writes the files that are in it now. */
export function mount(mounted: string, files: { readonly [name: string]: string }): void {
  mkdirSync(mounted, { recursive: true });
  for (const [name, source] of Object.entries(files)) writeFileSync(join(mounted, name), readFileSync(source));
}

/** The three files of a folder, as `mount` takes them. */
export function filesOf(folder: string): { [name: string]: string } {
  return Object.fromEntries(['tls.crt', 'tls.key', 'ca.crt'].map((name) => [name, join(folder, name)]));
}
