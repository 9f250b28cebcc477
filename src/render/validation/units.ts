import { Duration, Size, SizeRoundingBehavior } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';

/** A period in seconds, fractions and nonsense included. */
export function seconds(duration: Duration): number {
  return milliseconds(duration) / 1000;
}

/** A period in milliseconds, fractions and nonsense included. */
export function milliseconds(duration: Duration): number {
  return duration.toMilliseconds({ integral: false });
}

/** A size in bytes, fractions and nonsense included. */
export function bytes(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
}

/** Processor time in thousandths of a core. A tenth of a millicore is lost in floating point. */
export function millicores({ amount }: Cpu): number {
  const millis = amount.endsWith('m') ? Number(amount.slice(0, -1)) : Number(amount) * 1000;
  return Math.round(millis * 10) / 10;
}

/** Whether a number is whole and within bounds. NaN and the infinities are not. */
export function isWhole(value: number, least: number, most: number = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
