// Sees to it that this machine can run the embedded broker. In: nothing. Out: the path of Java and the folder of jars, or
// undefined when that cannot be had here. Installs packages only as root on a Debian-like system, and says so first.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { kafkaJarsFolder, localFolder, runFolder } from "./paths.ts";
import { PlainFailure } from "./plain-failure.ts";

const run = promisify(execFile);

/** Oldest Java that Kafka 4 runs on. */
const oldestJava = 17;
/** Below this the broker would stop itself in the middle of the work. */
const leastFreeBytes = 2 * 1024 ** 3;

export type Say = (line: string) => void;

/** Refuses, in plain words, when the disk under the checkout has less than 2 GiB free. */
export function requireFreeDisk(): void {
  mkdirSync(runFolder, { recursive: true });
  const disk = statfsSync(runFolder);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes >= leastFreeBytes) return;
  const freeGiB = (freeBytes / 1024 ** 3).toFixed(1);
  throw new PlainFailure(
    `Only ${freeGiB} GiB of disk is free under ${runFolder}; Kafka and PostgreSQL need 2 GiB. Free some space and start again.`,
  );
}

/** Java and Kafka's jars, installed and fetched where needed and allowed; undefined when they cannot be had. */
export async function prepareKafka(say: Say): Promise<{ readonly java: string; readonly jars: string } | undefined> {
  let java = await findJava();
  if (java === undefined) {
    for (const name of ["openjdk-21-jre-headless", "openjdk-17-jre-headless", "default-jre-headless"]) {
      if (!(await installPackage(name, say))) continue;
      java = await findJava();
      if (java !== undefined) break;
    }
  }
  if (java === undefined) return undefined;
  const jars = await fetchJars(say);
  return jars === undefined ? undefined : { java, jars };
}

async function findJava(): Promise<string | undefined> {
  const home = process.env["JAVA_HOME"];
  for (const java of [...(home === undefined || home === "" ? [] : [join(home, "bin", "java")]), "java"]) {
    try {
      const { stderr, stdout } = await run(java, ["-version"]);
      const major = /version "(\d+)/.exec(stderr + stdout)?.[1];
      if (major !== undefined && Number(major) >= oldestJava) return java;
    } catch {
      // Not there, or not a Java: the next place is tried.
    }
  }
  return undefined;
}

async function fetchJars(say: Say): Promise<string | undefined> {
  const pom = join(localFolder, "pom.xml");
  const wanted = createHash("sha256").update(readFileSync(pom)).digest("hex");
  const stamp = join(kafkaJarsFolder, "fetched-from");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return kafkaJarsFolder;

  if (!(await works("mvn", ["-v"])) && !((await installPackage("maven", say)) && (await works("mvn", ["-v"]))))
    return undefined;
  say("Fetching Apache Kafka by Maven (45 jars, 43 MB, once) ...");
  const part = `${kafkaJarsFolder}-${process.pid}`;
  try {
    await run(
      "mvn",
      ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${part}`, "-DincludeScope=runtime"],
      {
        maxBuffer: 16 * 1024 ** 2,
        timeout: 10 * 60_000,
      },
    );
  } catch (cause) {
    rmSync(part, { recursive: true, force: true });
    say(`Maven could not fetch Kafka: ${firstError(cause)}`);
    return undefined;
  }
  writeFileSync(join(part, "fetched-from"), wanted);
  rmSync(kafkaJarsFolder, { recursive: true, force: true });
  renameSync(part, kafkaJarsFolder);
  return kafkaJarsFolder;
}

let listsAreFresh = false;

/** Installs a Debian package when this is root on a Debian-like system. True when it is there afterwards. */
export async function installPackage(name: string, say: Say): Promise<boolean> {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  say(`Installing ${name} by apt-get (once) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    if (!listsAreFresh) await run("apt-get", ["update", "-q"], { env, maxBuffer: 64 * 1024 ** 2 });
    listsAreFresh = true;
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", name], { env, maxBuffer: 64 * 1024 ** 2 });
    return true;
  } catch (cause) {
    say(`${name} could not be installed: ${firstError(cause)}`);
    return false;
  }
}

async function works(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, [...args]);
    return true;
  } catch {
    return false;
  }
}

function firstError(cause: unknown): string {
  const lines = String(cause instanceof Error ? cause.message : cause).split("\n");
  return lines.find((line) => /error|unable|could not/i.test(line)) ?? lines[0] ?? "no reason given";
}
