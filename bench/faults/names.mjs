// Servers name each other to clients by DNS names. The load runs outside of the cluster, and asks the DNS server that its pods ask.
import dns from 'node:dns';

const SUFFIX = '.svc.cluster.local';
const resolver = new dns.Resolver({ timeout: 1000, tries: 2 });
const elsewhere = dns.lookup;
let known = false;

/** From now on this process resolves the names of pods as a pod does. `exec` runs a command in one of them. */
export async function resolveAsPods(exec) {
  if (known) return;
  const [, server] = /^nameserver\s+(\S+)/m.exec(await exec('cat', '/etc/resolv.conf')) ?? [];
  if (!server) throw new Error('a pod has no nameserver in its /etc/resolv.conf');
  resolver.setServers([server]);
  known = true;
}

// net.connect looks this function up each time.
dns.lookup = (name, options, callback = options) => {
  if (!name.endsWith(SUFFIX)) return elsewhere(name, options, callback);
  resolver.resolve4(name, (error, addresses) => {
    if (error) callback(error);
    else if (options.all)
      callback(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
    else callback(null, addresses[0], 4);
  });
};
