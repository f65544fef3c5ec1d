// deploy/observability holds together: every expression can be read, every metric exists, every alert says what to do. promtool too, where it is.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { repositoryRoot } from "../paths.ts";
import { defaultPorts, serviceNames } from "../services.ts";
import { lintAlerts, lintDashboard, lintExpression } from "./lint-observability.ts";
import { headingAnchors, metricsDocument, readMetricsTable } from "./metrics-table.ts";

const folder = join(repositoryRoot, "deploy/observability");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const metrics = readMetricsTable();
const around = { metrics, anchors: headingAnchors(), document: metricsDocument };
const alerts = read("prometheus/alerts.yml");
const dashboardText = read("grafana/dashboards/front-door.json");

describe("what is delivered", () => {
  test("every alert can be read, is on metrics that exist, and says what it means and what to do", () => {
    expect(lintAlerts(alerts, around)).toEqual([]);
  });

  test("every panel can be read, is on metrics that exist, and has its own id, title and unit", () => {
    expect(lintDashboard(JSON.parse(dashboardText), metrics)).toEqual([]);
  });

  test("every section about an alert in the document has its alert", () => {
    const sections = [...readFileSync(join(repositoryRoot, metricsDocument), "utf8").matchAll(/^### (\w+)$/gm)];
    const names = [...alerts.matchAll(/- alert: (\w+)/g)];
    expect(sections.map(([, name]) => name)).toEqual(names.map(([, name]) => name));
    expect(names.length).toBeGreaterThan(10);
  });

  test("every YAML file can be read", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.ya?ml$/.test(file));
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect(parseDocument(read(file)).errors, file).toEqual([]);
  });

  test("each service that shows metrics is scraped at its usual port", () => {
    const targets = [
      ...read("prometheus/prometheus.yml").matchAll(/127\.0\.0\.1:(\d+)"\], labels: \{ service: (\w+) \}/g),
    ];
    expect(Object.fromEntries(targets.map(([, port, service]) => [service, Number(port)]))).toEqual(
      Object.fromEntries(serviceNames.filter((name) => name !== "web").map((name) => [name, defaultPorts[name]])),
    );
  });

  test("promtool agrees, where it is installed", ({ skip }) => {
    const promtool = (...args: readonly string[]) =>
      spawnSync("promtool", args, { cwd: join(folder, "prometheus"), encoding: "utf8" });
    if (promtool("--version").error !== undefined)
      skip("promtool is not on this machine (Debian: apt-get install prometheus), so its own checks were not made");
    for (const args of [
      ["check", "rules", "alerts.yml"],
      ["check", "config", "prometheus.yml"],
      ["test", "rules", "alerts.test.yml"],
    ]) {
      const { status, stdout, stderr } = promtool(...args);
      expect(status, `${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
    }
  });
});

describe("what would be found", () => {
  test.each([
    ["sum by (service (outbox_rows)", /cannot be read/],
    ["outbox_rows >", /cannot be read/],
    ["", /no expression/],
    ["outbox_row > 1", /outbox_row is not in the table/],
    ["rate(kafka_consumer_handler_duration_seconds[5m])", /not in the table/],
    ['{service="queue"} > 1', /names no metric/],
  ])("%s", (expression, fault) => {
    expect(lintExpression(expression, metrics).join("\n")).toMatch(fault);
  });

  test("nothing in an expression that is right", () => {
    expect(
      lintExpression(
        "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[$__rate_interval])))",
        metrics,
      ),
    ).toEqual([]);
  });

  test.each([
    [
      "an unknown metric",
      alerts.replace("outbox_oldest_age_seconds > 60", "outbox_age > 60"),
      /OutboxOld: outbox_age is not/,
    ],
    ["an alert that does not say what it means for patients", alerts.replace(/ {10}patients: .*\n/, ""), /patients/],
    ["an alert with only two steps", alerts.replace(/ {12}3\. .*\n/, ""), /action/],
    ["a link to no section", alerts.replace("#outboxold", "#outbox"), /OutboxOld: .* is not a section/],
    ["two alerts of one name", alerts.replace("alert: OutboxRowSetAside", "alert: OutboxOld"), /two of this name/],
    ["YAML that cannot be read", `${alerts}\n  - : [`, /.+/],
  ])("%s", (_what, text, fault) => {
    expect(text).not.toBe(alerts);
    expect(lintAlerts(text, around).join("\n")).toMatch(fault);
  });

  test.each([
    ["two panels of one id", (text: string) => text.replace('"id": 3,', '"id": 2,'), /two panels have the id 2/],
    ["a panel without a unit", (text: string) => text.replace('"unit": "s"', '"unit": ""'), /unit/],
    [
      "no variable for the data source",
      (text: string) => text.replace('"name": "datasource"', '"name": "source"'),
      /no variable/,
    ],
    [
      "a metric that does not exist",
      (text: string) => text.replace("outbox_rows", "outbox_depth"),
      /"Rows in the outbox": outbox_depth/,
    ],
    ["a fixed data source", (text: string) => text.replace('"uid": "${datasource}"', '"uid": "abc"'), /datasource/],
  ])("%s", (_what, change, fault) => {
    const text = change(dashboardText);
    expect(text).not.toBe(dashboardText);
    expect(lintDashboard(JSON.parse(text), metrics).join("\n")).toMatch(fault);
  });
});
