import { Duration, Size } from 'cdk8s';

/** A failed master is replaced by the vote of most masters: with two there is no majority without it. */
export const MIN_SHARDS = 3;

/** The engine's own recommendation: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ ("up to 1000 nodes"). */
export const MAX_NODES = 1000;

/** Ports below are privileged: whether a process without capabilities may listen there depends on the container runtime. */
export const MIN_PORT = 1024;
export const MAX_PORT = 65535;

/** A DNS label, and the value of a Kubernetes label: RFC 1035. */
export const MAX_LABEL = 63;

/** A DNS name: RFC 1035. Announced host names may be longer (255), but nothing would resolve them. */
export const MAX_HOST = 253;

/** Every pod of a StatefulSet has the label controller-revision-hash, `<name>-` and up to ten characters: longer names make pods that cannot be created. */
export const REVISION_HASH_LENGTH = 10;

/** How many hexadecimal digits tell one Job from another in `<name>-form-<hash>`. */
export const JOB_HASH_LENGTH = 10;

/** What Kubernetes takes for the keys and values of an object's annotations together. */
export const MAX_ANNOTATIONS_BYTES = 256 * 1024;

/** An empty server takes 15 MiB (7.0 to 9.1), its probes' redis-cli and shell 5 MiB, a first replica's buffers and a fork the rest. */
export const MIN_MEMORY_LIMIT = Size.mebibytes(32);

/** An empty server counts 1.5 to 2.5 MiB (7.0 to 9.1) against maxmemory, a connection about 20 KiB: with less than this it refuses writes when it is empty. */
export const MIN_MAX_MEMORY = Size.mebibytes(8);

/** The engine's own default of repl-backlog-size, and the least that makes sense. */
export const MIN_BACKLOG = Size.mebibytes(1);

/** Nothing larger can be said exactly. */
export const MAX_SIZE = Size.pebibyte(8);

/** A failed node waits for the node timeout before it says "ok" again, but at least this long (CLUSTER_MIN_REJOIN_DELAY): less brings nothing but false alarms. */
export const MIN_NODE_TIMEOUT = Duration.millis(500);

/** Longer, and a dead master is not noticed within the hour. */
export const MAX_NODE_TIMEOUT = Duration.hours(1);

/** What the engine and Kubernetes count in 32 bits. */
export const MAX_INT = 2 ** 31 - 1;

/** How long the Job waits for pods unless something else is said: images are pulled, volumes bound, nodes added meanwhile. */
export const DEFAULT_WAIT = Duration.hours(1);
