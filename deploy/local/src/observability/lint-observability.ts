// What can be wrong with alerts and dashboards without Prometheus or Grafana: in: their files and the table of metrics. Out: faults in words.
// An alert on a metric that nobody shows would never come, and nobody would notice.
import { parseDocument } from "yaml";
import { z } from "zod";
import type { DocumentedMetric } from "./metrics-table.ts";
import { readPromql } from "./read-promql.ts";

/** Prometheus's own, and those of Node by prom-client. */
const isDefault = (name: string): boolean =>
  name === "up" || name === "ALERTS" || name.startsWith("nodejs_") || name.startsWith("process_");

/** Faults of one expression. */
export function lintExpression(expression: string, metrics: readonly DocumentedMetric[]): readonly string[] {
  const read = readPromql(expression);
  const known = new Set(
    metrics.flatMap(({ name, type }) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
  return [
    ...read.faults,
    ...read.metrics
      .filter((name) => !isDefault(name) && !known.has(name))
      .map((name) => `${name} is not in the table of metrics`),
  ];
}

const words = z.string().trim().min(10);
const rules = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        name: z.string(),
        rules: z
          .array(
            z.strictObject({
              alert: z.string().regex(/^[A-Z][A-Za-z]+$/),
              expr: z.string(),
              for: z.string().regex(/^\d+[smh]$/),
              labels: z.strictObject({ severity: z.enum(["critical", "warning"]) }),
              annotations: z.strictObject({
                summary: words,
                patients: words,
                action: z.string().regex(/^1\. .+\n2\. .+\n3\. .+$/),
                runbook_url: z.string(),
              }),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

/** Faults of a file of alerts. `anchors`: headings of the document that alerts link to. */
export function lintAlerts(
  text: string,
  {
    metrics,
    anchors,
    document,
  }: {
    readonly metrics: readonly DocumentedMetric[];
    readonly anchors: ReadonlySet<string>;
    readonly document: string;
  },
): readonly string[] {
  const yaml = parseDocument(text);
  if (yaml.errors.length > 0) return yaml.errors.map(({ message }) => message);
  const parsed = rules.safeParse(yaml.toJS());
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const rule of parsed.data.groups.flatMap((group) => group.rules)) {
    if (seen.has(rule.alert)) faults.push(`${rule.alert}: there are two of this name`);
    seen.add(rule.alert);
    faults.push(...lintExpression(rule.expr, metrics).map((fault) => `${rule.alert}: ${fault}`));
    const [file, anchor = ""] = rule.annotations.runbook_url.split("#", 2);
    if (file !== document || !anchors.has(anchor))
      faults.push(`${rule.alert}: ${rule.annotations.runbook_url} is not a section of ${document}`);
  }
  return faults;
}

const datasource = z.object({ type: z.literal("prometheus"), uid: z.literal("${datasource}") });
const panel = z.discriminatedUnion("type", [
  z.object({ type: z.literal("row"), id: z.int(), title: z.string().trim().min(3) }),
  z.object({
    type: z.enum(["stat", "timeseries"]),
    id: z.int(),
    title: z.string().trim().min(3),
    description: words,
    datasource,
    fieldConfig: z.object({ defaults: z.object({ unit: z.string().min(1) }) }),
    gridPos: z.object({ x: z.int(), y: z.int(), w: z.int().positive(), h: z.int().positive() }),
    targets: z.array(z.object({ datasource, expr: z.string(), legendFormat: z.string().min(1) })).min(1),
  }),
]);
const dashboard = z.object({
  uid: z.string().min(1),
  title: words,
  templating: z.object({
    list: z
      .array(z.object({ name: z.string(), type: z.string() }))
      .refine(
        (list) => list.some(({ name, type }) => name === "datasource" && type === "datasource"),
        "there is no variable for the data source",
      ),
  }),
  panels: z.array(panel).min(1),
});

export type Dashboard = z.output<typeof dashboard>;

/** Faults of a dashboard. */
export function lintDashboard(json: unknown, metrics: readonly DocumentedMetric[]): readonly string[] {
  const parsed = dashboard.safeParse(json);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const { panels } = parsed.data;
  const ids = panels.map(({ id }) => id);
  const titles = panels.map(({ title }) => title);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two panels have the id ${id}`),
    ...titles
      .filter((title, index) => titles.indexOf(title) !== index)
      .map((title) => `two panels are called "${title}"`),
    ...expressionsOf(parsed.data).flatMap(({ title, expr }) =>
      lintExpression(expr, metrics).map((fault) => `"${title}": ${fault}`),
    ),
  ];
}

/** Every expression of a dashboard, with the panel it is on. */
export function expressionsOf({ panels }: Dashboard): readonly { readonly title: string; readonly expr: string }[] {
  return panels.flatMap((one) =>
    one.type === "row" ? [] : one.targets.map(({ expr }) => ({ title: one.title, expr })),
  );
}
