// Writes, from the objects that a cluster consists of, the program that makes the same objects with L1 classes: what a person
// would write without this package. Written anew from the objects each time, it cannot fall behind them.

/** A function (chart, name) that adds the objects. They were made for a cluster called `name`, which must occur in them as a name only. */
export function rawProgram(objects, name, k8s) {
  const statements = objects.map(({ apiVersion, kind, ...props }, index) => {
    const className = `Kube${kind}`;
    const version = k8s[className]?.GVK;
    if (version?.kind !== kind || version.apiVersion !== apiVersion) throw new Error(`no L1 class for ${apiVersion} ${kind}`);
    return `new k8s.${className}(chart, name + '-${index}', ${literal(props, name, kind)});`;
  });
  const write = new Function('k8s', `return (chart, name) => {\n${statements.join('\n')}\n};`);
  return write(k8s);
}

/** Props that are classes in L1: a string or number here, an instance there. */
const CLASSES = {
  targetPort: 'IntOrString',
  maxUnavailable: 'IntOrString',
  maxSurge: 'IntOrString',
  cpu: 'Quantity',
  memory: 'Quantity',
  storage: 'Quantity',
  sizeLimit: 'Quantity',
};

/** A policy's port may be a name; a Service's may not, and both are called `port`. */
const CLASSES_OF = { NetworkPolicy: { port: 'IntOrString' } };

function literal(value, name, kind, key) {
  const className = CLASSES_OF[kind]?.[key] ?? CLASSES[key];
  if (className) return `k8s.${className}.${typeof value === 'number' ? 'fromNumber' : 'fromString'}(${text(value, name)})`;
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, name, kind)).join(', ')}]`;
  if (value === null || typeof value !== 'object') return text(value, name);
  return `{ ${Object.entries(value)
    .map(([property, item]) => `${JSON.stringify(propName(property))}: ${literal(item, name, kind, property)}`)
    .join(', ')} }`;
}

/** L1 props write clusterIP as clusterIp. */
function propName(property) {
  return property.replace(/([a-z])IP$/, '$1Ip');
}

function text(value, name) {
  if (typeof value !== 'string') return JSON.stringify(value);
  return value
    .split(name)
    .map((part) => JSON.stringify(part))
    .join(' + name + ');
}
