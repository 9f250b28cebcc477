import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import fc, { Arbitrary } from 'fast-check';

/** How often a single choice is nonsense, in 200: most inputs make many choices, and about half of them should make sense in all. */
const NONSENSE = 2;

/** Mostly what makes sense, now and then what does not. */
export function mostly<T>(sense: Arbitrary<T>, nonsense: Arbitrary<unknown>): Arbitrary<T> {
  return fc.oneof({ arbitrary: sense, weight: 200 - NONSENSE }, { arbitrary: nonsense as Arbitrary<T>, weight: NONSENSE });
}

export const some = <T extends object>(model: { [K in keyof T]: Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] }) as Arbitrary<Partial<T>>;
export const all = <T>(model: { [K in keyof T]: Arbitrary<T[K]> }) => fc.record(model) as unknown as Arbitrary<T>;
export const list = <T>(element: Arbitrary<T>) => fc.array(element, { maxLength: 2 });
export const distinct = <T, K extends keyof T>(key: K, element: Arbitrary<T>) =>
  fc.uniqueArray(element, { maxLength: 2, selector: (each) => each[key] });
export const map = (key: Arbitrary<string>, value: Arbitrary<string>) => fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });

export const number = fc.constantFrom(0, -1, 0.5, 1.5, 2, 1023, 65536, 1e21, NaN, Infinity, -Infinity);
export const amount = fc.constantFrom(0, 0.3, 1e-7, 1e21, NaN, Infinity);
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', ' ', 'a\nb', 'a\0', '\ud800', '\u2028', "it's", '"', '-a', 'A', '1e3', 'null', 'a..b', '../a', 'a'.repeat(64), 'a'.repeat(300)),
);

/** Names, among them those that YAML reads as something else. */
export const word = fc.oneof(fc.stringMatching(/^[a-z]([-a-z0-9]{0,15}[a-z0-9])?$/), fc.constantFrom('n', 'no', 'null', 'true', 'y', 'e3'));
export const label = mostly(fc.oneof(word, fc.constantFrom('1e3', '0755', '1')), text);
export const domain = mostly(
  fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.')),
  text,
);
export const labelKey = mostly(
  fc.oneof(
    word,
    fc.tuple(word, word).map((parts) => parts.join('.example.com/')),
  ),
  fc.oneof(text, fc.constant('job-name')),
);
export const labelValue = mostly(fc.oneof(word, fc.constantFrom('', 'A_b.c', '1e3', 'null')), text);
export const anything = mostly(
  fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom('a: b', '- x', '#', 'line\nline', '{}', '')),
  text,
);
export const image = mostly(fc.constantFrom('redis:8.0', 'registry.example.com:5000/a/b-c__d:v1', 'localhost/x'), text);

export const seconds = (min: number, max = 3600) => mostly(fc.integer({ min, max }), amount).map((count) => Duration.seconds(count));
const sizeOf = (...mebibytes: number[]) => mostly(fc.constantFrom(...mebibytes), amount).map((count) => Size.mebibytes(count));
export const size = sizeOf(1, 128.5, 4096);
const sizes = some({ request: sizeOf(32, 64.5, 100), limit: sizeOf(128.5, 1024, 4096) });
const cpus = some({
  request: mostly(fc.integer({ min: 1, max: 100 }), number).map((count) => Cpu.millis(count)),
  limit: fc.constantFrom(0.29, 1, 2.5).map((count) => Cpu.units(count)),
});
export const resources = some({ cpu: cpus, memory: sizes, ephemeralStorage: sizes });
