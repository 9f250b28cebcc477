import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { MetadataOptions } from '../options/metadata';
import { ServiceOptions } from '../options/services';
import { Tls } from '../options/tls';
import { Component, componentLabels, selectorLabels } from '../render/labels';
import { Settings } from '../render/settings';
import { SERVICES_RULES } from '../render/validation';
import { judge } from './judged';

/** The Service for clients, and for which cluster. */
export interface ClientServiceProps extends ServiceOptions, MetadataOptions {
  /** The name of the cluster and of the Service. */
  readonly name: string;

  /**
   * The port for clients.
   *
   * @default 6379
   */
  readonly port?: number;

  /**
   * Whether the port for clients is encrypted.
   *
   * @default Tls.none()
   */
  readonly tls?: Tls;
}

/** The headless Service, and for which cluster. */
export interface HeadlessServiceProps extends MetadataOptions {
  /** The name of the cluster; the Service is `<name>-nodes`. */
  readonly name: string;

  /**
   * The port for clients.
   *
   * @default 6379
   */
  readonly port?: number;

  /**
   * The port by which the servers talk to each other.
   *
   * @default - port + 10000
   */
  readonly busPort?: number;

  /**
   * Whether the ports are encrypted.
   *
   * @default Tls.none()
   */
  readonly tls?: Tls;
}

/**
 * What clients connect to: the Service `<name>`, whose endpoints are the pods that are ready.
 */
export class ClientService extends Construct {
  /**
   * @throws one error that lists every problem of the props
   */
  constructor(scope: Construct, id: string, props: ClientServiceProps) {
    super(scope, id);
    const settings = judge(this, props, { kind: 'ClientService', rules: SERVICES_RULES, objects: [`Service/${props.name}`] });

    new ApiObject(this, 'Resource', {
      ...k8s.KubeService.GVK,
      metadata: {
        name: props.name,
        labels: { ...settings.labels, ...componentLabels(props.name, Component.NODE) },
        annotations: { ...settings.annotations, ...settings.serviceAnnotations },
      },
      spec: lazySpec(() => ({
        type: settings.serviceType,
        selector: selectorLabels(props.name, Component.NODE),
        ports: [clientPort(settings)],
      })),
    });
  }
}

/**
 * What gives every pod a DNS name, ready or not: the headless Service `<name>-nodes`.
 */
export class HeadlessService extends Construct {
  /** The name of the Service. */
  public readonly serviceName: string;

  /**
   * @throws one error that lists every problem of the props
   */
  constructor(scope: Construct, id: string, props: HeadlessServiceProps) {
    super(scope, id);
    this.serviceName = `${props.name}-nodes`;
    const settings = judge(this, props, { kind: 'HeadlessService', rules: SERVICES_RULES, objects: [`Service/${this.serviceName}`] });

    new ApiObject(this, 'Resource', {
      ...k8s.KubeService.GVK,
      metadata: {
        name: this.serviceName,
        labels: { ...settings.labels, ...componentLabels(props.name, Component.NODE) },
        annotations: settings.annotations,
      },
      spec: lazySpec(() => ({
        clusterIp: 'None',
        // Servers have to find each other before any of them can be ready.
        publishNotReadyAddresses: true,
        selector: selectorLabels(props.name, Component.NODE),
        ports: [clientPort(settings), { name: 'cluster', port: settings.busPort, targetPort: named('cluster'), appProtocol: 'tcp' }],
      })),
    });
  }
}

function lazySpec(produce: () => k8s.ServiceSpec): Lazy {
  return Lazy.any({ produce: () => k8s.KubeService.manifest({ spec: produce() }).spec });
}

/** What is encrypted no mesh or proxy on the way can read as the protocol of Redis. */
function clientPort({ port, tls }: Settings): k8s.ServicePort {
  return { name: 'redis', port, targetPort: named('redis'), appProtocol: tls.enabled ? 'tls' : 'redis' };
}

/** Ports are found by the name that the container gives them, so a changed number is changed in one place. */
function named(port: string): k8s.IntOrString {
  return k8s.IntOrString.fromString(port);
}
