import { ApiObject, Lazy, Size } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { k8s } from '../../imports/k8s';
import { Auth } from '../options/auth';
import { ConfigurationOptions, EndpointType } from '../options/configuration';
import { Engine } from '../options/engine';
import { EngineModules } from '../options/engine-modules';
import { MetadataOptions } from '../options/metadata';
import { Persistence } from '../options/persistence';
import { Tls } from '../options/tls';
import { Component, componentLabels } from '../render/labels';
import { renderUsers } from '../render/auth';
import { renderRedisConf } from '../render/redis-conf';
import { Settings } from '../render/settings';
import { CONFIGURATION_RULES } from '../render/validation';
import { judge } from './judged';

/** What a configuration says, and for which cluster. */
export interface ConfigurationProps extends ConfigurationOptions, MetadataOptions {
  /** The name of the cluster. */
  readonly name: string;

  /**
   * CPU and memory of each server: its memory limit bounds the keys.
   *
   * @default - no limits
   */
  readonly resources?: ContainerResources;
}

/**
 * redis.conf, as the ConfigMap `<name>-config`.
 */
export class Configuration extends Construct {
  /** The name of the cluster. */
  public readonly name: string;

  /** The name of the ConfigMap. */
  public readonly configMapName: string;

  private readonly settings: Settings;

  /**
   * @throws one error that lists every problem of the props
   */
  constructor(scope: Construct, id: string, props: ConfigurationProps) {
    super(scope, id);
    this.name = props.name;
    this.configMapName = `${props.name}-config`;
    this.settings = judge(this, props, { kind: 'Configuration', rules: CONFIGURATION_RULES, objects: [`ConfigMap/${this.configMapName}`] });

    new ApiObject(this, 'Resource', {
      ...k8s.KubeConfigMap.GVK,
      metadata: {
        name: this.configMapName,
        labels: { ...this.settings.labels, ...componentLabels(props.name, Component.NODE) },
        annotations: this.settings.annotations,
      },
      data: Lazy.any({ produce: () => ({ 'redis.conf': this.redisConf, users: renderUsers(this.auth) || undefined }) }),
    });
  }

  /** The server and its version. */
  public get engine(): Engine {
    return this.settings.engine;
  }

  /** Which modules the servers load. */
  public get modules(): EngineModules {
    return this.settings.modules;
  }

  /** Who may talk to the servers. */
  public get auth(): Auth {
    return this.settings.auth;
  }

  /** How a server keeps its data beyond its own process. */
  public get persistence(): Persistence {
    return this.settings.persistence;
  }

  /** The most memory that a server's keys may take, where that was chosen. */
  public get maxMemory(): Size | undefined {
    return this.settings.maxMemory;
  }

  /** Whether connections are encrypted. */
  public get tls(): Tls {
    return this.settings.tls;
  }

  /** The port for clients. */
  public get port(): number {
    return this.settings.port;
  }

  /** The port by which the servers talk to each other. */
  public get busPort(): number {
    return this.settings.busPort;
  }

  /** How servers name each other to clients. */
  public get endpointType(): EndpointType {
    return this.settings.endpointType;
  }

  /** The text of redis.conf. */
  public get redisConf(): string {
    return renderRedisConf(this.settings);
  }
}
