// What a figure depends on: the machine, the commit, how durable the stores are, whether tracing was on. In: this machine and the stores. Out: data.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import pg from "pg";
import { repositoryRoot } from "@ucrt/local";

export interface Surroundings {
  readonly at: string;
  readonly commit: string;
  readonly cores: number;
  readonly cpuModel: string;
  readonly memoryGiB: number;
  /** Load of the last minute before the run: other work on this machine shows here. */
  readonly loadAverage: number;
  readonly openFilesLimit: string;
  readonly tracing: "on" | "off";
  readonly postgres: Readonly<Record<string, string>> | null;
  readonly kafka: string;
  readonly limits: string;
}

/** Looks at the machine, and at PostgreSQL when its address is known. */
export async function surroundings(options: {
  readonly databaseUrl: string | undefined;
  readonly limits: string;
}): Promise<Surroundings> {
  return {
    at: new Date().toISOString(),
    commit: commitOfCheckout(),
    cores: cpus().length,
    cpuModel: cpus()[0]?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAverage: loadavg()[0] ?? 0,
    openFilesLimit: openFilesLimit(),
    tracing: (process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "") === "" ? "off" : "on",
    postgres: options.databaseUrl === undefined ? null : await postgresSettings(options.databaseUrl),
    kafka: "one broker, acks of all replicas (one), no fsync for each message (the broker's default)",
    limits: options.limits,
  };
}

async function postgresSettings(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'server_version')",
    );
    return Object.fromEntries(rows.map((row) => [row.name, row.setting]));
  } finally {
    await client.end();
  }
}

function commitOfCheckout(): string {
  try {
    const git = (args: string[]): string =>
      execFileSync("git", args, { cwd: repositoryRoot, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return `${git(["rev-parse", "--short", "HEAD"])}${git(["status", "--porcelain"]) === "" ? "" : " with changes"}`;
  } catch {
    return "unknown";
  }
}

function openFilesLimit(): string {
  try {
    return execFileSync("/bin/sh", ["-c", "ulimit -n"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
