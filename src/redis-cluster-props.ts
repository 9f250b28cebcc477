import { Access } from './options/access';
import { ConfigurationOptions } from './options/configuration';
import { Delivery } from './options/delivery';
import { Formation } from './options/formation';
import { Keeper } from './options/keeper';
import { NodesOptions } from './options/nodes';
import { QuorumLoss } from './options/quorum-loss';
import { ServiceOptions } from './options/services';
import { ShardLoss } from './options/shard-loss';

/** Everything that can be said of a cluster. Nothing has to be. */
export interface RedisClusterProps extends ConfigurationOptions, NodesOptions, ServiceOptions {
  /**
   * The name of the cluster and of its objects. It starts with a letter, since Services do, and leaves room for what is put behind it.
   *
   * @default - the construct id
   */
  readonly name?: string;

  /**
   * Who forms the cluster.
   *
   * @default Formation.job()
   */
  readonly formation?: Formation;

  /**
   * Who keeps it healthy.
   *
   * @default Keeper.pods()
   */
  readonly keeper?: Keeper;

  /**
   * What the keeper does when all copies of a shard are gone.
   *
   * @default - ShardLoss.manual(); where the data lives and dies with the pods (emptyDir, or no persistence) ShardLoss.recreateEmpty()
   */
  readonly onShardLoss?: ShardLoss;

  /**
   * What the keeper does when most masters are gone at once.
   *
   * @default QuorumLoss.wait()
   */
  readonly onQuorumLoss?: QuorumLoss;

  /**
   * The zone of each Kubernetes node that pods may come to, by the node's name: the value of its label `topology.kubernetes.io/zone`. Copies of a shard are then put
   * into different zones where that can be had, and no zone gets half of the masters. Nodes that are not named count as zones of their own.
   *
   * @default - no zones are known: copies and masters are spread over Kubernetes nodes alone
   */
  readonly zones?: { readonly [nodeName: string]: string };

  /**
   * Whether evictions, such as those of `kubectl drain`, take one pod at a time: the next goes when the one before is ready again elsewhere.
   *
   * @default true
   */
  readonly disruptionBudget?: boolean;

  /**
   * Who reaches the servers' port for clients.
   *
   * @default - Access.sameNamespace(); where `serviceType` is for clients from outside, Access.anywhere()
   */
  readonly access?: Access;

  /**
   * What applies the manifests.
   *
   * @default Delivery.plain()
   */
  readonly delivery?: Delivery;
}
