import { App, Chart, ChartProps, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';

/** An object as it was synthesized. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Manifest = any;

/** A chart of its own App. */
export function chart(props: ChartProps = {}): Chart {
  return new Chart(Testing.app(), 'test', props);
}

/** The objects of a chart, as a reader of the YAML gets them. */
export function objects(of: Chart): Manifest[] {
  const app = App.of(of) as App;
  return parseAllDocuments(app.synthYaml(), { version: '1.1' }).map((document) => document.toJS());
}

/** The only object of a kind and name. */
export function object(of: Chart, kind: string, name: string): Manifest {
  const found = objects(of).filter((each) => each.kind === kind && each.metadata.name === name);
  expect(found).toHaveLength(1);
  return found[0];
}

/** The only Job, whose name nobody can know beforehand. */
export function job(of: Chart): Manifest {
  const found = objects(of).filter((each) => each.kind === 'Job');
  expect(found).toHaveLength(1);
  return found[0];
}

/** The container of that name in a workload's pods. */
export function container(workload: Manifest, name: string): Manifest {
  return workload.spec.template.spec.containers.find((each: Manifest) => each.name === name);
}
