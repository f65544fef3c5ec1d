// Every number that a running service shows is in the table operators read, and the other way round.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMetricsTable } from "../observability/metrics-table.ts";
import { serviceNames, type ServiceName } from "../services.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(() => system.stop());

/** Node's and the process's own, by prom-client. */
const isDefault = (name: string): boolean => name.startsWith("nodejs_") || name.startsWith("process_");

interface Shown {
  readonly type: string;
  readonly labels: ReadonlySet<string>;
}

/** Metrics of our own that a service shows, by name. */
async function shownBy(service: ServiceName): Promise<ReadonlyMap<string, Shown>> {
  const answer = await fetch(`${system.stack.urls[service]}/metrics`);
  expect(answer.status, service).toBe(200);
  const text = await answer.text();
  const shown = new Map<string, Shown>();
  for (const [, name = "", type = ""] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    if (isDefault(name)) continue;
    const labels = new Set<string>();
    for (const [, pairs = ""] of text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{([^}]*)\\}`, "gm")))
      for (const [, label = ""] of pairs.matchAll(/(?:^|,)([a-z_]+)="/g))
        if (label !== "service" && label !== "le") labels.add(label);
    shown.set(name, { type, labels });
  }
  return shown;
}

test("every service shows exactly the metrics that docs/metrics-and-alerts.md lists for it, of the type and with the labels listed", async () => {
  const table = readMetricsTable();
  for (const service of serviceNames.filter((name) => name !== "web")) {
    const shown = await shownBy(service);
    const documented = table.filter(({ services }) => services.includes(service));
    expect([...shown.keys()].toSorted(), service).toEqual(documented.map(({ name }) => name).toSorted());
    for (const { name, type, labels } of documented) {
      expect(shown.get(name)?.type, name).toBe(type);
      // A metric that nothing has happened to yet shows no labels.
      for (const label of shown.get(name)?.labels ?? []) expect(labels, `${service} ${name}`).toContain(label);
    }
  }
});

test("the public origin shows none", async () => {
  expect((await fetch(`${system.stack.webUrl}/metrics`)).status).toBe(404);
});
