// What a proxy does to the bytes that pass. In: nothing. Out: the modes as data, and what each means for one direction. Holds no socket.

/** Away from the client, or back to it. */
export type Direction = "to-server" | "to-client";

/**
 * - `pass`: as they come.
 * - `latency`: each chunk later by `latencyMs` and up to `jitterMs` more, never out of order; `bytesPerSecond` slows the line as well.
 * - `blackhole`: nothing passes either way and nobody is told; what was sent arrives after healing, as TCP would send it again.
 * - `half-open`: the same in one direction only, and the death of one end is not told to the other.
 * - `reset`: every connection is reset, and each new one as soon as it was made.
 * - `slicer`: chunks of 1 to `mostBytes` bytes.
 * - `cut-after`: each connection is reset once `bytes` went in `direction`, those bytes delivered. Counted from the switch to this mode, or from the start of a later connection.
 * - `refuse`: nobody listens, and what was connected is reset.
 */
export type ProxyMode =
  | { readonly kind: "pass" }
  | {
      readonly kind: "latency";
      readonly latencyMs: number;
      readonly jitterMs?: number;
      readonly bytesPerSecond?: number;
    }
  | { readonly kind: "blackhole" }
  | { readonly kind: "half-open"; readonly held: Direction }
  | { readonly kind: "reset" }
  | { readonly kind: "slicer"; readonly mostBytes: number }
  | { readonly kind: "cut-after"; readonly bytes: number; readonly direction: Direction }
  | { readonly kind: "refuse" };

/** True while this direction must stay silent. */
export function isHeld(mode: ProxyMode, direction: Direction): boolean {
  return mode.kind === "blackhole" || (mode.kind === "half-open" && mode.held === direction);
}

/** True while one end must not learn that the other is gone. */
export function hidesLoss(mode: ProxyMode): boolean {
  return mode.kind === "blackhole" || mode.kind === "half-open";
}

/** How much later a chunk of this size leaves, milliseconds. `chance` gives 0 to 1. */
export function delayOf(mode: ProxyMode, sizeBytes: number, chance: () => number): number {
  if (mode.kind !== "latency") return 0;
  const onTheLineMs = mode.bytesPerSecond === undefined ? 0 : (sizeBytes / mode.bytesPerSecond) * 1_000;
  return mode.latencyMs + chance() * (mode.jitterMs ?? 0) + onTheLineMs;
}
