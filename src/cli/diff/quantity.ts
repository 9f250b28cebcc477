const FACTORS: { readonly [suffix: string]: number } = {
  ...Object.fromEntries(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, power) => [suffix, 1024 ** (power + 1)])),
  ...Object.fromEntries(['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, power) => [suffix, 1000 ** (power - 3)])),
};

/** A quantity of Kubernetes as a number: `2Gi` and `2048Mi` are the same. NaN for what is none. */
export function quantity(text: unknown): number {
  const [, number, suffix] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([KMGTPE]i|[numkMGTPE]?)$/.exec(String(text)) ?? [];
  // Rounded: 0.1 and 100m are the same as well.
  return Number((Number(number) * FACTORS[suffix]).toPrecision(12));
}
