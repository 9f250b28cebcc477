/**
 * The directives of redis.conf that each engine version knows: what `CONFIG GET *` lists, asked of servers of Redis 7.0.15, 8.0.6, 8.2.3 and 8.6.3 and of Valkey
 * 8.0.1, 8.1.1, 9.0.0 and 9.1.2. What came with 7.2 and 7.4 is from their release notes and the text of a 7.4.1 binary, what came with 8.4 from the pull requests
 * redis/redis#14349, #14440 and those of CLUSTER MIGRATION.
 *
 * Beside those a configuration file may say `include`, `loadmodule`, `rename-command` and `user`.
 */
interface Step {
  /** The first version with these changes. */
  readonly version: string;
  readonly added: string;
  readonly removed?: string;
}

const NOT_IN_CONFIG_GET = 'include loadmodule rename-command user';

const REDIS_7_0: Step = {
  version: '7.0',
  added: `
      acl-pubsub-default aclfile acllog-max-len active-defrag-cycle-max active-defrag-cycle-min active-defrag-ignore-bytes
      active-defrag-max-scan-fields active-defrag-threshold-lower active-defrag-threshold-upper active-expire-effort activedefrag activerehashing
      always-show-logo aof-disable-auto-gc aof-load-truncated aof-rewrite-incremental-fsync aof-timestamp-enabled aof-use-rdb-preamble
      aof_rewrite_cpulist appenddirname appendfilename appendfsync appendonly auto-aof-rewrite-min-size auto-aof-rewrite-percentage
      bgsave_cpulist bind bind-source-addr bio_cpulist busy-reply-threshold client-output-buffer-limit client-query-buffer-limit
      cluster-allow-pubsubshard-when-down cluster-allow-reads-when-down cluster-allow-replica-migration cluster-announce-bus-port
      cluster-announce-hostname cluster-announce-ip cluster-announce-port cluster-announce-tls-port cluster-config-file cluster-enabled
      cluster-link-sendbuf-limit cluster-migration-barrier cluster-node-timeout cluster-port cluster-preferred-endpoint-type
      cluster-replica-no-failover cluster-replica-validity-factor cluster-require-full-coverage cluster-slave-no-failover
      cluster-slave-validity-factor crash-log-enabled crash-memcheck-enabled daemonize databases dbfilename dir disable-thp dynamic-hz
      enable-debug-command enable-module-command enable-protected-configs hash-max-listpack-entries hash-max-listpack-value
      hash-max-ziplist-entries hash-max-ziplist-value hll-sparse-max-bytes hz ignore-warnings io-threads io-threads-do-reads jemalloc-bg-thread
      latency-monitor-threshold latency-tracking latency-tracking-info-percentiles lazyfree-lazy-eviction lazyfree-lazy-expire
      lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush lfu-decay-time lfu-log-factor list-compress-depth
      list-max-listpack-size list-max-ziplist-size logfile loglevel lua-time-limit masterauth masteruser maxclients maxmemory maxmemory-clients
      maxmemory-eviction-tenacity maxmemory-policy maxmemory-samples min-replicas-max-lag min-replicas-to-write min-slaves-max-lag
      min-slaves-to-write no-appendfsync-on-rewrite notify-keyspace-events oom-score-adj oom-score-adj-values pidfile port proc-title-template
      propagation-error-behavior protected-mode proto-max-bulk-len rdb-del-sync-files rdb-save-incremental-fsync rdbchecksum rdbcompression
      repl-backlog-size repl-backlog-ttl repl-disable-tcp-nodelay repl-diskless-load repl-diskless-sync repl-diskless-sync-delay
      repl-diskless-sync-max-replicas repl-ping-replica-period repl-ping-slave-period repl-timeout replica-announce-ip replica-announce-port
      replica-announced replica-ignore-disk-write-errors replica-ignore-maxmemory replica-lazy-flush replica-priority replica-read-only
      replica-serve-stale-data replicaof requirepass sanitize-dump-payload save server_cpulist set-max-intset-entries set-proc-title
      shutdown-on-sigint shutdown-on-sigterm shutdown-timeout slave-announce-ip slave-announce-port slave-ignore-maxmemory slave-lazy-flush
      slave-priority slave-read-only slave-serve-stale-data slaveof slowlog-log-slower-than slowlog-max-len socket-mark-id
      stop-writes-on-bgsave-error stream-node-max-bytes stream-node-max-entries supervised syslog-enabled syslog-facility syslog-ident
      tcp-backlog tcp-keepalive timeout tls-auth-clients tls-ca-cert-dir tls-ca-cert-file tls-cert-file tls-ciphers tls-ciphersuites
      tls-client-cert-file tls-client-key-file tls-client-key-file-pass tls-cluster tls-dh-params-file tls-key-file tls-key-file-pass tls-port
      tls-prefer-server-ciphers tls-protocols tls-replication tls-session-cache-size tls-session-cache-timeout tls-session-caching
      tracking-table-max-keys unixsocket unixsocketperm zset-max-listpack-entries zset-max-listpack-value zset-max-ziplist-entries
      zset-max-ziplist-value
      ${NOT_IN_CONFIG_GET}`,
};

const REDIS: Step[] = [
  REDIS_7_0,
  {
    version: '7.2',
    added: 'cluster-announce-human-nodename locale-collate set-max-listpack-entries set-max-listpack-value',
    removed: 'aof-disable-auto-gc',
  },
  {
    version: '7.4',
    added: `
      aof-rewrite-cpulist bgsave-cpulist bio-cpulist hide-user-data-from-log max-new-connections-per-cycle max-new-tls-connections-per-cycle server-cpulist`,
  },
  { version: '8.0', added: 'cluster-compatibility-sample-ratio replica-full-sync-buffer-limit', removed: 'io-threads-do-reads' },
  { version: '8.2', added: 'cluster-slot-stats-enabled vset-force-single-threaded-execution' },
  {
    version: '8.4',
    added: 'aof-load-corrupt-tail-max-size cluster-slot-migration-handoff-max-lag-bytes cluster-slot-migration-write-pause-timeout lookahead',
  },
  { version: '8.6', added: 'key-memory-histograms stream-idmp-duration stream-idmp-maxsize tls-auth-clients-user' },
];

/** Valkey went its own way after Redis 7.2. */
const VALKEY: Step[] = [
  {
    version: '8.0',
    added: `${REDIS_7_0.added}
      aof-rewrite-cpulist availability-zone bgsave-cpulist bio-cpulist cluster-announce-client-ipv4 cluster-announce-client-ipv6
      cluster-announce-human-nodename cluster-blacklist-ttl cluster-slot-stats-enabled dual-channel-replication-enabled events-per-io-thread
      extended-redis-compatibility hide-user-data-from-log locale-collate max-new-connections-per-cycle max-new-tls-connections-per-cycle
      prefetch-batch-max-size primaryauth primaryuser server-cpulist set-max-listpack-entries set-max-listpack-value unixsocketgroup`,
    removed: 'aof-disable-auto-gc',
  },
  {
    version: '8.1',
    added: `
      active-defrag-cycle-us cluster-manual-failover-timeout commandlog-execution-slower-than commandlog-large-reply-max-len
      commandlog-large-request-max-len commandlog-reply-larger-than commandlog-request-larger-than commandlog-slow-execution-max-len import-mode
      log-format log-timestamp-format rdb-version-check rdma-bind rdma-completion-vector rdma-port rdma-rx-size`,
    removed: 'dynamic-hz events-per-io-thread io-threads-do-reads',
  },
  {
    version: '9.0',
    added: `
      cluster-announce-client-port cluster-announce-client-tls-port cluster-databases cluster-slot-migration-log-max-len mptcp repl-mptcp
      slot-migration-max-failover-repl-bytes tls-auth-clients-user`,
  },
  { version: '9.1', added: 'cluster-config-save-behavior hash-seed tls-auto-reload-interval', removed: 'sanitize-dump-payload' },
];

/**
 * The directives that an engine knows, by its major and minor version; nothing where the engine or the version is not known.
 */
export function directivesOf(family: string, version: string): ReadonlySet<string> | undefined {
  return DIRECTIVES.get(`${family} ${version}`);
}

const DIRECTIVES: ReadonlyMap<string, ReadonlySet<string>> = new Map([...versions('redis', REDIS), ...versions('valkey', VALKEY)]);

function versions(family: string, steps: Step[]): [string, ReadonlySet<string>][] {
  const known = new Set<string>();
  return steps.map(({ version, added, removed = '' }) => {
    words(added).forEach((name) => known.add(name));
    words(removed).forEach((name) => known.delete(name));
    return [`${family} ${version}`, new Set(known)];
  });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
