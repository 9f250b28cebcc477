import { AbstractPod } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Access, AccessKind } from './options/access';
import { SecretKey } from './options/auth';
import { Formation } from './options/formation';
import { Keeper } from './options/keeper';
import { Certificate } from './parts/certificate';
import { ClusterFormation } from './parts/cluster-formation';
import { ClusterKeeper } from './parts/cluster-keeper';
import { Configuration } from './parts/configuration';
import { addToPods, connect, Connection, connectionEnv, connectionSecrets, userOf } from './parts/connection';
import { DisruptionBudget } from './parts/disruption-budget';
import { judge } from './parts/judged';
import { ManagerProgram } from './parts/manager-program';
import { NetworkPolicies } from './parts/network-policies';
import { Nodes } from './parts/nodes';
import { ServiceAccount } from './parts/service-account';
import { ClientService, HeadlessService } from './parts/services';
import { RedisClusterProps } from './redis-cluster-props';
import { clientLabels, letsIn } from './render/network-policy';
import { placementOf } from './render/placement';
import { Settings } from './render/settings';
import { shapeOf } from './render/shape';
import { tlsSecretName } from './render/tls';
import { hostFrom } from './render/topology';
import { CLUSTER_RULES } from './render/validation';

/** How a program is told where the cluster is. */
export interface ConnectOptions {
  /**
   * What the names of the variables begin with.
   *
   * @default 'REDIS'
   */
  readonly prefix?: string;

  /**
   * As which user of `auth` the program connects.
   *
   * @default - the only one there is
   */
  readonly user?: string;
}

/** The same, for a program that cdk8s-plus-27 does not describe. */
export interface ConnectionEnvOptions extends ConnectOptions {
  /**
   * The namespace in which the program runs.
   *
   * @default - the cluster's own
   */
  readonly namespace?: string;
}

/**
 * A Redis Cluster: configuration, servers, Services, the Job that forms it and the keeper that heals it.
 *
 * `new RedisCluster(chart, 'cache')` is complete: three masters with a replica each, spread over the Kubernetes nodes.
 */
export class RedisCluster extends Construct {
  /** The name of the cluster and of the Service for clients; those of its StatefulSets begin with it. */
  public readonly name: string;

  /** The namespace of its chart, if that has one. */
  public readonly namespace?: string;

  /** The port for clients. */
  public readonly port: number;

  /** The port by which the servers talk to each other. */
  public readonly busPort: number;

  /** The host that clients of the same namespace connect to. */
  public readonly host: string;

  /** The Secret with the servers' certificate files (`tls.crt`, `tls.key`, `ca.crt`), where connections are encrypted. */
  public readonly tlsSecretName?: string;

  /** redis.conf. */
  public readonly configuration: Configuration;

  /** What clients connect to. */
  public readonly service: ClientService;

  /** What gives every pod its DNS name. */
  public readonly headlessService: HeadlessService;

  /** The servers. */
  public readonly nodes: Nodes;

  /** What cert-manager makes the servers' Secret from, where it does. */
  public readonly certificate?: Construct;

  /** The Job that forms the cluster, unless it was chosen to have none. */
  public readonly formation?: ClusterFormation;

  /** The Deployment that keeps the cluster healthy, unless it was chosen to have none. */
  public readonly keeper?: Construct;

  /** What bounds evictions, unless it was chosen to have none. */
  public readonly disruptionBudget?: Construct;

  /** What says who may talk to whom, unless it was chosen to have none. Its main object is the servers' policy. */
  public readonly networkPolicies?: Construct;

  private readonly access: Access;

  /**
   * @throws one error that lists every problem of the props
   */
  constructor(scope: Construct, id: string, props: RedisClusterProps = {}) {
    super(scope, id);
    const settings = this.judge(id, props);

    this.name = settings.name;
    this.namespace = settings.namespace;
    this.port = settings.port;
    this.busPort = settings.busPort;
    this.host = settings.name;
    this.tlsSecretName = tlsSecretName(settings);
    this.access = settings.access;

    const serviceAccountName = settings.serviceAccountName ?? this.createServiceAccount(settings);
    const { _certificate: request } = settings.tls;
    this.certificate = request && new Certificate(this, 'Certificate', settings, request);
    this.configuration = new Configuration(this, 'Configuration', settings);
    this.headlessService = new HeadlessService(this, 'HeadlessService', settings);
    this.service = new ClientService(this, 'Service', settings);
    this.nodes = new Nodes(this, 'Nodes', { ...settings, configuration: this.configuration, serviceAccountName });
    this.disruptionBudget = settings.disruptionBudget ? new DisruptionBudget(this, 'DisruptionBudget', settings) : undefined;
    this.networkPolicies = this.access.kind === AccessKind.WITHOUT_POLICY ? undefined : new NetworkPolicies(this, 'NetworkPolicies', settings);
    const program = this.createProgram({ ...settings, serviceAccountName });
    this.formation = program && this.createFormation(settings, program);
    this.keeper = program && this.createKeeper(settings, program);
  }

  /** The pods' DNS names, first those that are born as masters, as programs of the same namespace look them up. */
  public get nodeHosts(): string[] {
    return this.nodes.podNames.map((pod) => `${pod}.${this.headlessService.serviceName}`);
  }

  /** The labels by which the pods that hold data are selected. */
  public get podLabels(): { [key: string]: string } {
    return this.nodes.podLabels;
  }

  /** The labels by which the pods of clients are let in: none, unless that was chosen. */
  public get clientLabels(): { [key: string]: string } {
    return this.access.kind === AccessKind.LABELLED ? clientLabels(this.name) : {};
  }

  /**
   * The host that clients connect to.
   *
   * @param namespace where the client runs; without it: anywhere
   * @returns the Service's name in the cluster's own namespace, `<name>.<namespace>.svc` elsewhere
   * @throws if the client runs in a namespace, and the cluster's chart does not say whether that is its own
   */
  public hostFrom(namespace?: string): string {
    if (namespace !== undefined && this.namespace === undefined) {
      throw new Error(
        `${this.node.path} cannot be named from namespace ${JSON.stringify(namespace)}: set namespace on the chart of the cluster as well`,
      );
    }
    return hostFrom(this.name, this.namespace, namespace);
  }

  /**
   * Where the cluster is, as environment variables: REDIS_HOST and REDIS_PORT, with TLS REDIS_TLS=true, and where it asks for passwords REDIS_USERNAME. What is
   * secret, `connectionSecrets` names.
   *
   * @param options where the program runs, as whom, and another prefix
   * @throws if the prefix cannot begin the name of a variable, the host cannot be named from there, or it is not clear as whom it connects
   */
  public connectionEnv(options: ConnectionEnvOptions = {}): { [name: string]: string } {
    const host = options.namespace === undefined ? this.host : this.hostFrom(options.namespace);
    return connectionEnv(this.connection(host, options.user), options.prefix);
  }

  /**
   * Which environment variables have their values from which Secrets, in the program's own namespace: REDIS_PASSWORD, where the cluster asks for one.
   *
   * @param options as whom the program connects, and another prefix
   * @throws if it is not clear as whom it connects
   */
  public connectionSecrets(options: ConnectOptions = {}): { [name: string]: SecretKey } {
    return connectionSecrets(userOf(this.configuration.auth, options.user), options.prefix);
  }

  /**
   * Tells a workload where the cluster is: sets REDIS_HOST and REDIS_PORT on every container that it has by now, init containers included; and where the cluster
   * asks for passwords REDIS_USERNAME, and REDIS_PASSWORD from the user's own Secret, which has to be in the workload's namespace. Its pods get the labels by which
   * they are let in.
   *
   * With TLS also REDIS_TLS=true, and REDIS_TLS_CA, the file of the CA, which it mounts; where `clientSecretName` was set, REDIS_TLS_CERT and REDIS_TLS_KEY as well.
   * The Secrets have to be in the workload's namespace.
   *
   * @param workload a Deployment, Job, Pod or the like, in any chart
   * @param options another prefix, and as whom it connects
   * @throws if the workload has no container yet, has other values for these variables, or runs where the cluster cannot be named from or lets nobody in from, or it
   * is not clear as whom it connects
   */
  public connect(workload: AbstractPod, options: ConnectOptions = {}): void {
    const { namespace } = workload.metadata;
    const connection = this.connection(this.hostFrom(namespace), options.user);
    if (!letsIn(this.access, this.namespace, namespace)) {
      throw new Error(
        `${workload.node.path} cannot reach ${this.node.path} from namespace ${JSON.stringify(namespace)}, which ${this.access} does not let in: use Access.labelled({ namespaces: [...] }) or Access.anywhere()`,
      );
    }
    connect(workload, connection, options.prefix);
    addToPods(workload, this.clientLabels);
  }

  private connection(host: string, user?: string): Connection {
    const { tls, auth } = this.configuration;
    return { host, port: this.port, user: userOf(auth, user), secretName: this.tlsSecretName, clientSecretName: tls.clientSecretName };
  }

  private judge(id: string, props: RedisClusterProps): Settings {
    const { name = id, formation = Formation.job(), keeper = Keeper.pods() } = props;
    const managed = formation.options ?? keeper.options;
    return judge(
      this,
      { ...props, name },
      {
        kind: 'RedisCluster',
        rules: CLUSTER_RULES,
        nameIsId: props.name === undefined,
        objects: [
          `ServiceAccount/${name}`,
          ...['config', 'scripts', ...(managed ? ['manager'] : [])].map((content) => `ConfigMap/${name}-${content}`),
          ...[name, `${name}-nodes`].map((service) => `Service/${service}`),
          ...(props.tls?._certificate ? [`Certificate/${name}`] : []),
        ],
        hasServers: true,
      },
    );
  }

  private createServiceAccount(settings: Settings): string {
    new ServiceAccount(this, 'ServiceAccount', settings);
    return settings.name;
  }

  /** Job and keeper run the same program; without either there is none. */
  private createProgram(settings: Settings): ManagerProgram | undefined {
    const { formation, keeper, nodeTimeout } = settings;
    if (!formation.options && !keeper.options) return undefined;
    return new ManagerProgram(this, 'Program', {
      settings,
      shape: shapeOf(settings, { nodeTimeout: nodeTimeout.toMilliseconds(), announced: true }),
    });
  }

  private createFormation(settings: Settings, program: ManagerProgram): ClusterFormation | undefined {
    const { options } = settings.formation;
    if (!options) return undefined;
    return new ClusterFormation(this, 'Formation', {
      ...settings,
      // The Job has a place and resources of its own.
      ...placementOf({}),
      resources: undefined,
      ...options,
      statefulSetName: settings.name,
      announcedHostnames: true,
      _program: program,
    });
  }

  private createKeeper(settings: Settings, program: ManagerProgram): ClusterKeeper | undefined {
    const { options } = settings.keeper;
    return options && new ClusterKeeper(this, 'Keeper', { settings, program, options });
  }
}
