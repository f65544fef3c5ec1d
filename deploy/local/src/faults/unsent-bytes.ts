// How much waits for the slowest reader of each `live`, asked again and again during a run. In: addresses of metrics. Out: the most that was seen of each, bytes.
const lookEveryMs = 1_000;
const answerTimeoutMs = 900;
const gauge = /^live_socket_unsent_bytes(?:\{[^}]*\})? (\d+)/m;

/** Starts looking; `stop` answers what was seen. Whoever does not answer was not looked at. */
export function watchUnsentBytes(urls: ReadonlyMap<string, string>): { stop(): ReadonlyMap<string, number> } {
  const most = new Map<string, number>();
  const look = async (name: string, url: string): Promise<void> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) });
    const [, bytes] = gauge.exec(await response.text()) ?? [];
    if (bytes !== undefined) most.set(name, Math.max(most.get(name) ?? 0, Number(bytes)));
  };
  const timer = setInterval(() => {
    for (const [name, url] of urls) look(name, url).catch(() => undefined);
  }, lookEveryMs);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}
