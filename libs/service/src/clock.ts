/**
 * Where the time comes from. Everything that needs "now" takes a Clock, so that tests can turn it.
 * Never read `Date.now()` beside it.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Clock = { readonly nowMs: () => number };

/** The clock of this process. */
export const systemClock: Clock = { nowMs: () => Date.now() };
