/** A safety rule was broken: by a command about to be given, or by what came of it. */
export class Violation extends Error {
  constructor(
    readonly rule: string,
    text: string,
  ) {
    super(`${rule}: ${text}`);
  }
}
