/**
 * The part of a structured logger this package needs; a pino logger fits.
 * Never hand it message values, keys or header values: topic, partition, offset and error are enough to find a message.
 */
export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Says nothing. For tools and tests that look at outcomes, not at logs. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
