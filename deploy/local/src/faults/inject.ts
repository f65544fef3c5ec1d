// Does a fault to the running product and heals it. In: the rig, a fault. Out: when it was healed, and in words what was done. Bounded in time;
// a fault that could not be done, or a place that was never passed, throws: a fault that did not happen proves nothing.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { waitFor } from "@ucrt/testing/wait-for";
import pg from "pg";
import type { Fault, Target } from "./fault.ts";
import type { Proxy } from "./proxy.ts";
import { forgetMessages, rewindGroups } from "./kafka-harm.ts";
import type { LineName, Rig } from "./rig.ts";
import { runSendingPattern, type SendingSurroundings } from "./sending-patterns.ts";

export interface Injected {
  /** Epoch ms of the last moment of harm: the kill, or the end of the pause. */
  readonly healedAtMs: number;
  readonly words: string;
}

export interface InjectOptions {
  readonly rig: Rig;
  readonly sending: SendingSurroundings;
}

/** Patience for a machine with much else to do; how long it took is reported, not judged. */
const crashWithinMs = 120_000;
const backWithinMs = 180_000;

export async function inject(fault: Fault, { rig, sending }: InjectOptions): Promise<Injected> {
  switch (fault.kind) {
    case "kill": {
      const times = fault.times ?? 1;
      let killedAtMs = Date.now();
      for (let count = 1; count <= times; count += 1) {
        const before = await pidsWhenUp(rig, fault.target);
        killedAtMs = Date.now();
        for (const pid of before) signal(pid, "SIGKILL");
        await runsAgain(rig, fault.target, before[0]);
      }
      return { healedAtMs: killedAtMs, words: `kill -9 ${fault.target}${times === 1 ? "" : ` ${times} times`}` };
    }
    case "terminate": {
      const before = await pidsWhenUp(rig, fault.target);
      const atMs = Date.now();
      signal(before[0], "SIGTERM");
      await runsAgain(rig, fault.target, before[0]);
      return { healedAtMs: atMs, words: `TERM ${fault.target}` };
    }
    case "pause": {
      const pids = await pidsWhenUp(rig, fault.target);
      for (const pid of pids) signal(pid, "SIGSTOP");
      await pause(fault.seconds * 1_000);
      for (const pid of pids) signal(pid, "SIGCONT");
      return { healedAtMs: Date.now(), words: `${fault.target} paused ${fault.seconds} s` };
    }
    case "down": {
      await setDown(rig, fault.target, fault.seconds);
      return { healedAtMs: Date.now(), words: `${fault.target} down ${fault.seconds} s` };
    }
    case "crash-point": {
      const before = await pidsWhenUp(rig, fault.target);
      rig.orderCrash(fault.target, fault);
      try {
        await waitFor(() => !rig.isCrashDue(fault.target), `${fault.target} comes to ${fault.point}`, crashWithinMs);
      } finally {
        rig.cancelCrash(fault.target);
      }
      const atMs = Date.now();
      await runsAgain(rig, fault.target, before[0]);
      return { healedAtMs: atMs, words: `${fault.target} killed at ${fault.point}, pass ${fault.pass}` };
    }
    case "crash-loop": {
      const before = await pidsWhenUp(rig, fault.target);
      rig.orderCrash(fault.target, { point: "start", pass: 1 });
      try {
        signal(before[0], "SIGKILL");
        await pause(fault.seconds * 1_000);
      } finally {
        rig.cancelCrash(fault.target);
      }
      const atMs = Date.now();
      await runsAgain(rig, fault.target, before[0]);
      return { healedAtMs: atMs, words: `${fault.target} dies at each start, ${fault.seconds} s` };
    }
    case "kill-backend": {
      const pid = await backendOf(rig, fault.application);
      signal(pid, "SIGKILL");
      return { healedAtMs: Date.now(), words: `one PostgreSQL backend of ${fault.application} killed` };
    }
    case "lines": {
      const lines = linesOf(rig, fault.lines);
      for (const [, proxy] of lines) await proxy.setMode(fault.mode);
      await pause(fault.seconds * 1_000);
      for (const [, proxy] of lines) await proxy.setMode({ kind: "pass" });
      const { kind, ...about } = fault.mode;
      const details = Object.values(about).join(" ");
      return {
        healedAtMs: Date.now(),
        words: `${kind}${details === "" ? "" : ` ${details}`} on ${namesOf(fault.lines)}, ${fault.seconds} s`,
      };
    }
    case "resets": {
      const lines = linesOf(rig, fault.lines);
      let count = 0;
      for (const endMs = performance.now() + fault.seconds * 1_000; performance.now() < endMs;) {
        for (const [, proxy] of lines) if (proxy.resetOne()) count += 1;
        await pause(fault.everyMs);
      }
      return { healedAtMs: Date.now(), words: `${count} resets on ${namesOf(fault.lines)}, ${fault.seconds} s` };
    }
    case "rolling-restart": {
      for (const instance of rig.stack.instances) {
        await rig.stack.stopService(instance);
        await rig.stack.startService(instance);
      }
      return { healedAtMs: Date.now(), words: `${rig.stack.instances.length} instances restarted in turn` };
    }
    case "forget-messages": {
      const gone = await forgetMessages(rig, fault);
      return { healedAtMs: Date.now(), words: `${gone} acknowledged messages of ${fault.topic} gone` };
    }
    case "rewind": {
      const groups = await rewindGroups(rig, fault.service);
      return { healedAtMs: Date.now(), words: `${groups.join(", ")} read everything again` };
    }
    case "busy-machine": {
      const loops = Array.from({ length: fault.loops }, () =>
        spawn(process.execPath, ["-e", "for(;;);"], { stdio: "ignore" }),
      );
      try {
        await pause(fault.seconds * 1_000);
      } finally {
        for (const loop of loops) await endOf(loop);
      }
      return { healedAtMs: Date.now(), words: `${fault.loops} busy loops, ${fault.seconds} s` };
    }
    case "sending": {
      const words = await runSendingPattern(fault, sending);
      return { healedAtMs: Date.now(), words };
    }
  }
}

async function setDown(rig: Rig, target: Target, seconds: number): Promise<void> {
  const kept = target === "kafka" || target === "postgres" ? rig.servers.embedded?.[target] : undefined;
  const isServer = target === "kafka" || target === "postgres";
  if (isServer) await kept?.stop();
  else await rig.stack.stopService(target);
  await pause(seconds * 1_000);
  if (isServer) await kept?.start();
  else await rig.stack.startService(target);
}

/** Its pid first, then those of its children. */
async function pidsWhenUp(rig: Rig, target: Target): Promise<readonly [number, ...number[]]> {
  const pid = await waitFor(() => pidOf(rig, target), `${target} runs`, backWithinMs);
  return [pid, ...(target === "postgres" ? childrenOf(pid) : [])];
}

function pidOf(rig: Rig, target: Target): number | undefined {
  if (target === "kafka" || target === "postgres") return rig.servers.embedded?.[target].pid();
  return rig.stack.pid(target);
}

async function runsAgain(rig: Rig, target: Target, before: number): Promise<void> {
  await waitFor(
    () => {
      const pid = pidOf(rig, target);
      return pid !== undefined && pid !== before;
    },
    `${target} runs again`,
    backWithinMs,
  );
  if (target !== "kafka" && target !== "postgres") await rig.stack.ready(target, backWithinMs);
}

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // A child that ended meanwhile is as dead as it was to be.
  }
}

/** A backend in the middle of something if there is one. */
async function backendOf(rig: Rig, application: string): Promise<number> {
  const client = new pg.Client({ connectionString: rig.stack.databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await waitFor(
      async () => {
        const { rows } = await client.query<{ pid: number }>(
          "select pid from pg_stat_activity where application_name = $1 and state <> 'idle' limit 1",
          [application],
        );
        return rows[0]?.pid;
      },
      `a backend of ${application} works`,
      backWithinMs,
    );
  } finally {
    await client.end();
  }
}

function linesOf(rig: Rig, names: readonly LineName[] | "all"): readonly (readonly [LineName, Proxy])[] {
  return names === "all" ? [...rig.lines] : names.map((name) => [name, rig.line(name)] as const);
}

const namesOf = (names: readonly LineName[] | "all"): string => (names === "all" ? "every line" : names.join(", "));

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
