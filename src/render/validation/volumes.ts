import { k8s } from '../../../imports/k8s';
import { Settings } from '../settings';
import { MAX_LABEL } from './limits';
import { elements, Named, repeated, rule } from './rule';
import { isAbsolutePath, isDnsLabel, isRelativePath } from './syntax';

/** The volumes that every data pod has, and where its server has them. */
const OWN_VOLUMES = ['config', 'scripts', 'run', 'data', 'tls', 'auth', 'auth-run'];
const OWN_PATHS = ['/etc/redis', '/scripts', '/run/redis-cluster', '/var/lib/redis', '/etc/redis-tls', '/etc/redis-auth', '/run/redis-auth'];

type Volume = Named<k8s.Volume>;
type Mount = Named<k8s.VolumeMount>;

const volumes = (settings: Settings): Volume[] => elements('volumes', settings.volumes);
const ownMounts = (settings: Settings): Mount[] => elements('volumeMounts', settings.volumeMounts);

const otherMounts = ({ sidecars, initContainers }: Settings): Mount[] =>
  [...elements('sidecars', sidecars), ...elements('initContainers', initContainers)].flatMap(({ what, value }) =>
    elements(`${what}.volumeMounts`, value.volumeMounts ?? []),
  );

const mounts = (settings: Settings): Mount[] => [...ownMounts(settings), ...otherMounts(settings)];

/** `/a//b/` and `/a/./b` are `/a/b`. */
function normal(path: string): string {
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}

const name = rule<Volume>({
  of: volumes,
  refused: ({ value }) => !isDnsLabel(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: `lower case letters, digits and inner dashes, at most ${MAX_LABEL}`,
  got: ({ value }) => value.name,
  change: 'rename the volume',
});

const ownName = rule<Volume>({
  of: volumes,
  refused: ({ value }) => OWN_VOLUMES.includes(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: `none of ${OWN_VOLUMES.join(', ')}`,
  got: ({ value }) => value.name,
  change: 'the pods have these volumes already, so rename it',
});

const repeatedName = rule<Volume>({
  of: (settings) => repeated(volumes(settings), ({ value }) => value.name),
  refused: () => true,
  what: ({ what }) => `${what}.name`,
  allowed: 'a name that no other volume has',
  got: ({ value }) => value.name,
  change: 'rename one of the volumes',
});

const sourcesOf = (volume: k8s.Volume) => Object.entries(volume).flatMap(([key, value]) => (key !== 'name' && value !== undefined ? [key] : []));

const source = rule<Volume>({
  of: volumes,
  refused: ({ value }) => sourcesOf(value).length !== 1,
  what: ({ what }) => what,
  allowed: 'of exactly one kind',
  got: ({ value }) => sourcesOf(value).join(' and '),
  change: 'say where its contents come from, such as { name, emptyDir: {} }',
});

const mountedVolume = rule<Mount>({
  of: mounts,
  refused: ({ value }, settings) => ![...OWN_VOLUMES, ...settings.volumes.map((volume) => volume.name)].includes(value.name),
  what: ({ what }) => `${what}.name`,
  allowed: 'the name of a volume of the pod',
  got: ({ value }) => value.name,
  change: 'add the volume to volumes, or correct the name',
});

const mountPath = rule<Mount>({
  of: mounts,
  refused: ({ value }) => !isAbsolutePath(value.mountPath) || value.mountPath.includes(':') || normal(value.mountPath) === '/',
  what: ({ what }) => `${what}.mountPath`,
  allowed: 'an absolute path below "/", on one line, without ".." and ":"',
  got: ({ value }) => value.mountPath,
  change: 'say in which folder the container is to see the volume',
});

const ownPath = rule<Mount>({
  of: ownMounts,
  refused: ({ value }) => OWN_PATHS.some((own) => `${normal(value.mountPath)}/`.startsWith(`${own}/`)),
  what: ({ what }) => `${what}.mountPath`,
  allowed: `outside ${OWN_PATHS.join(', ')}`,
  got: ({ value }) => value.mountPath,
  change: 'the server has its own volumes there, so mount it elsewhere',
});

const repeatedPath = rule<Mount>({
  of: (settings) => repeated(ownMounts(settings), ({ value }) => value.mountPath),
  refused: () => true,
  what: ({ what }) => `${what}.mountPath`,
  allowed: 'a path where nothing else is mounted',
  got: ({ value }) => value.mountPath,
  change: 'mount one of the two elsewhere',
});

const subPath = rule<Mount>({
  of: mounts,
  refused: ({ value }) => value.subPath !== undefined && !isRelativePath(value.subPath),
  what: ({ what }) => `${what}.subPath`,
  allowed: 'a relative path on one line, without ".."',
  got: ({ value }) => value.subPath,
  change: 'name a folder within the volume, or leave it out',
});

export const VOLUMES = [name, ownName, repeatedName, source, mountedVolume, mountPath, ownPath, repeatedPath, subPath];
