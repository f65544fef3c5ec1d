// Scenario: everybody connects at once, is cut, and comes back at once. In: the product, how many. Out: how long a screen waited for its picture, and who was not
// served in time, beside a bare websocket server behind the same hop that sends a picture of the same size.
import { runGenerator } from "./generators/generator-process.ts";
import type { ReconnectStormJob, ReconnectStormResult, StormResult } from "./generators/reconnect-storm.ts";
import { mergeHistograms, percentilesOf } from "./measuring/histogram.ts";
import { usageOf, type Usages } from "./measuring/usage.ts";
import { words, type TableRow } from "./measured.ts";
import type { Plan, Run, Subject } from "./plan.ts";
import type { ScenarioOf } from "./scenario.ts";

interface Result extends ReconnectStormResult {
  readonly subject: string;
  readonly before: Usages | null;
  readonly after: Usages | null;
}

export function planReconnect(scenario: ScenarioOf<"reconnect">): Plan {
  const results: Result[] = [];
  const { sockets, rows, withinSeconds } = scenario;

  const measure = async (subject: Subject, run: Run): Promise<void> => {
    const before = usageOf(subject.pids());
    const { result } = await runGenerator<ReconnectStormJob, ReconnectStormResult>(
      "reconnect-storm.ts",
      { webUrl: subject.webUrl, sockets, rows, withinSeconds },
      run,
    );
    results.push({ subject: subject.name, ...result, before, after: usageOf(subject.pids()) });
  };

  const row = (subject: string, when: string, storm: StormResult): TableRow => ({
    what: subject,
    when,
    served: storm.served,
    "not served": storm.notServed,
    "told to come back (503)": storm.refusals,
    failures: Object.entries(storm.failures)
      .map(([why, count]) => `${why}: ${count}`)
      .join(", "),
    "wait for the picture": words(percentilesOf(mergeHistograms([storm.histogram]))),
  });

  return {
    name: scenario.name,
    onProduct: measure,
    ...(scenario.floor ? { onFloor: measure } : {}),
    report: () => ({
      scenario: scenario.name,
      asks: scenario.asks,
      tables: [
        {
          title: `${sockets} screens at one instant, within ${withinSeconds} s. Ms from that instant: p50 / p99 / p99.9`,
          rows: results.flatMap((one) => [
            row(one.subject, "all at once", one.first),
            row(one.subject, "all again, with cursor", one.again),
          ]),
        },
        {
          title: "Resident memory, MiB, before and after",
          rows: results.flatMap((one) =>
            [one.before, one.after].map((usages, index): TableRow => ({
              what: one.subject,
              when: index === 0 ? "before" : "after",
              live: usages?.["live"]?.rssMiB ?? null,
              web: usages?.["web"]?.rssMiB ?? null,
            })),
          ),
        },
      ],
      notes: [],
      details: results,
    }),
  };
}
