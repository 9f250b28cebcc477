import { Duration, Size } from 'cdk8s';
import {
  Access,
  AntiAffinity,
  Delivery,
  Formation,
  Fsync,
  Keeper,
  Layout,
  ManagerImage,
  Persistence,
  QuorumLoss,
  RetentionPolicy,
  Separation,
  Storage,
  StorageKind,
} from '../../src';

describe('persistence', () => {
  test('appendOnly flushes every second', () => {
    expect(Persistence.appendOnly()).toMatchObject({ fsync: Fsync.EVERY_SECOND, rules: [] });
    expect(Persistence.appendOnly({ fsync: Fsync.ALWAYS })).toMatchObject({ fsync: Fsync.ALWAYS });
  });

  test('snapshots has the rules of the engine', () => {
    const { fsync, rules } = Persistence.snapshots();
    expect(fsync).toBeUndefined();
    expect(rules.map(({ after, changes }) => [after.toSeconds(), changes])).toEqual([
      [3600, 1],
      [300, 100],
      [60, 10000],
    ]);
  });

  test('rules of the user take their place', () => {
    const rules = [{ after: Duration.minutes(1), changes: 1 }];
    expect(Persistence.snapshots(rules).rules).toEqual(rules);
    expect(Persistence.appendOnlyAndSnapshots({ rules })).toMatchObject({ rules, fsync: Fsync.EVERY_SECOND });
  });

  test('none keeps nothing', () => {
    expect(Persistence.none()).toMatchObject({ rules: [], fsync: undefined });
  });
});

describe('storage', () => {
  test('emptyDir may have a limit', () => {
    expect(Storage.emptyDir()).toMatchObject({ kind: StorageKind.EMPTY_DIR, sizeLimit: undefined });
    expect(Storage.emptyDir({ sizeLimit: Size.gibibytes(1) }).sizeLimit?.toMebibytes()).toBe(1024);
  });

  test('persistentVolumes keeps claims', () => {
    expect(Storage.persistentVolumes({ size: Size.gibibytes(1) })).toMatchObject({
      accessMode: 'ReadWriteOnce',
      whenDeleted: RetentionPolicy.RETAIN,
      whenScaled: RetentionPolicy.RETAIN,
    });
  });

  test('nfs keeps data, but no claims without a StatefulSet', () => {
    expect(Storage.nfs({ server: 'nfs', path: '/data' })).toMatchObject({
      whenDeleted: RetentionPolicy.DELETE,
      whenScaled: RetentionPolicy.RETAIN,
    });
  });
});

test('access remembers namespaces only where labels let in', () => {
  expect(Access.labelled({ namespaces: ['blog'] })).toMatchObject({ kind: 'labelled', namespaces: ['blog'] });
  for (const access of [Access.sameNamespace(), Access.labelled(), Access.anywhere(), Access.withoutPolicy()]) expect(access.namespaces).toEqual([]);
});

test('antiAffinity remembers the nodes only where they are required', () => {
  expect(AntiAffinity.preferred().nodes).toBeUndefined();
  expect(AntiAffinity.required({ nodes: 6 }).nodes).toBe(6);
});

test('a layout has options only where each shard has a StatefulSet', () => {
  expect(Layout.singleStatefulSet().perShard).toBeUndefined();
  expect(Layout.statefulSetPerShard().perShard).toEqual({});
  expect(Layout.statefulSetPerShard({ zones: Separation.REQUIRED }).perShard).toEqual({ zones: 'required' });
});

test('formation has options only with a Job', () => {
  expect(Formation.job().options).toEqual({});
  expect(Formation.none().options).toBeUndefined();
});

test('a keeper has options only with pods', () => {
  expect(Keeper.pods({ replicas: 1 }).options).toEqual({ replicas: 1 });
  expect(Keeper.none().options).toBeUndefined();
});

test('only a takeover waits for a time', () => {
  expect(QuorumLoss.wait()).toMatchObject({ policy: 'wait', after: undefined });
  expect(QuorumLoss.takeOver()).toMatchObject({ policy: 'takeOver', after: Duration.seconds(60) });
  expect(QuorumLoss.takeOver({ after: Duration.minutes(2) }).after?.toSeconds()).toBe(120);
});

test('only the Ubuntu image installs its tools', () => {
  expect(ManagerImage.ubuntu()).toMatchObject({ image: 'ubuntu:24.04', entry: 'ubuntu-tools.sh', installsTools: true });
  expect(ManagerImage.engine()).toMatchObject({ image: undefined, entry: 'manage.sh', installsTools: false });
  expect(ManagerImage.custom('tools:1')).toMatchObject({ image: 'tools:1', entry: 'manage.sh', installsTools: false });
});

test('only a Job that nothing would make again is removed', () => {
  expect(Delivery.plain().jobTtl?.toSeconds()).toBe(24 * 60 * 60);
  expect(Delivery.argoCd().jobTtl).toBeUndefined();
  expect(Delivery.flux().jobTtl).toBeUndefined();
});
