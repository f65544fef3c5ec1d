// The table of docs/metrics-and-alerts.md as data: what is measured, by whom. In: the document. Out: one entry for each metric, and the headings
// alerts may link to. Throws in words when a row is not as the others are.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../paths.ts";
import { serviceNames } from "../services.ts";

export interface DocumentedMetric {
  readonly name: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly labels: readonly string[];
  readonly services: readonly string[];
}

const types = new Set(["gauge", "counter", "histogram"]);
const withMetrics: readonly string[] = serviceNames.filter((name) => name !== "web");
export const metricsDocument = "docs/metrics-and-alerts.md";

export function readMetricsDocument(): string {
  return readFileSync(join(repositoryRoot, metricsDocument), "utf8");
}

/** Rows whose first cell is a metric's name in backticks. */
export function readMetricsTable(text: string = readMetricsDocument()): readonly DocumentedMetric[] {
  const found: DocumentedMetric[] = [];
  for (const line of text.split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim());
    const name = /^`([a-z][a-z0-9_]+)`$/.exec(cells[1] ?? "")?.[1];
    if (name === undefined) continue;
    const [, , type = "", labels = "", unit = "", meaning = "", services = ""] = cells;
    if (!types.has(type)) throw new Error(`${name}: "${type}" is not a type of metric.`);
    if (unit === "" || meaning === "") throw new Error(`${name}: unit and meaning must be said.`);
    if (found.some((one) => one.name === name)) throw new Error(`${name} is listed twice.`);
    found.push({
      name,
      type: type as DocumentedMetric["type"],
      labels: [...labels.matchAll(/`([a-z_]+)`/g)].map(([, label = ""]) => label),
      services: services === "all" ? withMetrics : services.split(",").map((service) => service.trim()),
    });
  }
  return found;
}

/** Anchors of the headings, as GitHub makes them. */
export function headingAnchors(text: string = readMetricsDocument()): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}
