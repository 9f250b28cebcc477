import { MAX_HOST, MAX_LABEL } from './limits';

/** A name of RFC 1123: `my-name`, `1e3`. */
export function isDnsLabel(text: string): boolean {
  return text.length <= MAX_LABEL && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** A name of RFC 1035, as Services have it: it starts with a letter. */
export function isServiceName(text: string): boolean {
  return isDnsLabel(text) && /^[a-z]/.test(text);
}

/** DNS labels with dots between them: most names of Kubernetes objects. */
export function isSubdomain(text: string): boolean {
  return text.length <= MAX_HOST && text.split('.').every((part) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(part));
}

/** A domain that resolves: each of its labels within bounds too. */
export function isDomain(text: string): boolean {
  return isSubdomain(text) && text.split('.').every(isDnsLabel);
}

/** A host as clients write it: a name, an IPv4 or an IPv6 address. */
export function isHost(text: string): boolean {
  return isDomain(text.toLowerCase()) || /^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}$/i.test(text);
}

/** The key of a label or an annotation: `app`, `example.com/team`. */
export function isQualifiedName(text: string): boolean {
  const [name, prefix, ...more] = text.split('/').reverse();
  return isName(name) && (prefix === undefined || isSubdomain(prefix)) && more.length === 0;
}

/** The value of a label; it may be empty. */
export function isLabelValue(text: string): boolean {
  return text === '' || isName(text);
}

function isName(text: string): boolean {
  return text.length <= MAX_LABEL && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);
}

/** The name of an environment variable, as Kubernetes 1.27 has it. */
export function isVariable(text: string): boolean {
  return /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(text) && text !== '.' && !text.startsWith('..');
}

/** A key of a Secret or a ConfigMap. */
export function isSecretKey(text: string): boolean {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(text) && text !== '.' && !text.startsWith('..');
}

/** The name of a port: letters, digits and single dashes, 15 at most, at least one letter. */
export function isPortName(text: string): boolean {
  return text.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && /[a-z]/.test(text);
}

/** An absolute path without line breaks and without `..`. */
export function isAbsolutePath(text: string): boolean {
  return text.startsWith('/') && isOneLine(text) && !text.split('/').includes('..');
}

/** A path below another one. */
export function isRelativePath(text: string): boolean {
  return text !== '' && !text.startsWith('/') && isOneLine(text) && !text.split('/').includes('..');
}

/** Text on one line: no control characters but tabs, no line or paragraph separators, nothing that YAML does not carry. */
export function isOneLine(text: string): boolean {
  return isText(text) && !/[\r\n\u0085\p{Zl}\p{Zp}]/u.test(text);
}

/** Text that YAML carries: no control characters but tabs and line breaks, no halves of characters, no byte order marks. */
export function isText(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\ufeff\ufffe\uffff]/u.test(text.replace(/[\t\r\n]/g, ''));
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST = '(?:[a-zA-Z0-9](?:[-a-zA-Z0-9.]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?';
const IMAGE = new RegExp(`^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`);

/** The longest name of an image's repository. */
const MAX_REPOSITORY = 255;

/** An image as container runtimes read it: `registry:5000/folder/name:tag@sha256:...`. */
export function isImage(text: string): boolean {
  return text.length <= MAX_REPOSITORY && IMAGE.test(text);
}

/** What pins an image to its content. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
