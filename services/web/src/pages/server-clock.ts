/**
 * What time it is at the server, on a device whose clock may be wrong.
 * In: server instants as they arrive. Out: the server's time now, by adding how long ago that was on a clock that nobody can set.
 * The device's own clock is used only to notice that it slept, because the steady clock may stand still meanwhile.
 */
import { useSyncExternalStore } from "react";

let steadyMs = 0;
let lastPerformanceMs = performance.now();
let lastDateMs = Date.now();

/** Milliseconds since some moment in the past; never goes back, and counts sleep. */
export function monotonicMs(): number {
  const performanceMs = performance.now();
  const dateMs = Date.now();
  const ran = performanceMs - lastPerformanceMs;
  const sleptFor = dateMs - lastDateMs - ran;
  // Small differences are the two clocks drifting; a jump of seconds is a device that was asleep (or set by hand: then too early is safe).
  steadyMs += ran + (sleptFor > 2_000 ? sleptFor : 0);
  lastPerformanceMs = performanceMs;
  lastDateMs = dateMs;
  return steadyMs;
}

let known: { readonly serverMs: number; readonly atMonotonicMs: number } | undefined;

/** Takes an instant that the server has just said is now, epoch milliseconds. */
export function noteServerTime(serverMs: number): void {
  known = { serverMs, atMonotonicMs: monotonicMs() };
}

/** The server's time now, epoch milliseconds; 0 before the server has said anything. */
export function serverNowMs(): number {
  return known === undefined ? 0 : known.serverMs + (monotonicMs() - known.atMonotonicMs);
}

const listeners = new Set<() => void>();
let shownNowMs = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  shownNowMs = Math.floor(serverNowMs() / 1000) * 1000;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

function snapshot(): number {
  const nowMs = serverNowMs();
  if (ticking === undefined || shownNowMs === 0) shownNowMs = Math.floor(nowMs / 1000) * 1000;
  return shownNowMs;
}

/** The server's time in whole seconds, or in longer steps; renders again each second, or each step. */
export function useServerNow(everyMs = 1000): number {
  return useSyncExternalStore(subscribe, () => Math.floor(snapshot() / everyMs) * everyMs);
}
