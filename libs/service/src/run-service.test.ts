/** The life of a process, seen from outside: real processes, real signals. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";

const moduleUrl = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

type Ended = { readonly code: number | null; readonly events: readonly string[]; readonly log: string };

/** Runs a program around `runService`; sends `signal` once it prints "ready". */
async function run(
  start: string,
  options: { readonly signal?: NodeJS.Signals; readonly settings?: string } = {},
): Promise<Ended> {
  const program = `
    import { runService } from ${moduleUrl("./run-service.ts")};
    import { createLogger } from ${moduleUrl("./logging.ts")};
    const say = (text) => process.stdout.write("EVENT " + text + "\\n");
    const keepAlive = setInterval(() => {}, 1000);
    await runService({ name: "child", logger: createLogger({ service: "child" }), ${options.settings ?? ""} start: async (life) => { ${start} } });
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let isSignalled = false;
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  child.stdout.on("data", (chunk) => {
    output += String(chunk);
    if (options.signal === undefined || isSignalled || !output.includes("EVENT ready")) return;
    isSignalled = true;
    child.kill(options.signal);
  });
  const [code] = (await once(child, "close")) as [number | null];
  const events = [...output.matchAll(/^EVENT (.*)$/gm)].map((match) => match[1] ?? "");
  return { code, events, log: output };
}

describe("runService", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "stops its parts in reverse order on %s, waits for each, and ends with 0",
    async (signal) => {
      const ended = await run(
        `life.onStop("pool", () => say("pool"));
       life.onStop("http", async () => { say("http begins " + life.isStopping() + life.signal.aborted); await new Promise((done) => setImmediate(done)); say("http ends"); });
       say("ready");`,
        { signal },
      );
      expect(ended.events).toEqual(["ready", "http begins truetrue", "http ends", "pool"]);
      expect(ended.code).toBe(0);
    },
  );

  it("stops the rest when one part fails to stop, and ends with 1", async () => {
    const ended = await run(
      `life.onStop("pool", () => say("pool")); life.onStop("bad", () => { throw new Error("stuck"); }); say("ready");`,
      { signal: "SIGTERM" },
    );
    expect([ended.code, ended.events]).toEqual([1, ["ready", "pool"]]);
    expect(ended.log).toContain("a part did not stop cleanly");
  });

  it("ends with 1 when stopping takes too long", async () => {
    const ended = await run(`life.onStop("never", () => new Promise(() => {})); say("ready");`, {
      signal: "SIGTERM",
      settings: "stopTimeoutMs: 100,",
    });
    expect(ended.code).toBe(1);
    expect(ended.log).toContain("stopping took too long");
  });

  it.each([
    ["an uncaught exception", `setImmediate(() => { throw new Error("9000000009"); });`],
    ["an unhandled rejection", `setImmediate(() => { void Promise.reject(new Error("9000000009")); });`],
    ["life.onFatal", `setImmediate(() => life.onFatal(new Error("9000000009")));`],
  ])("after %s logs it masked, stops the parts and ends with 1", async (_name, failure) => {
    const ended = await run(`life.onStop("pool", () => say("pool")); ${failure}`);
    expect([ended.code, ended.events]).toEqual([1, ["pool"]]);
    expect(ended.log).toContain("cannot go on");
    expect(ended.log).not.toContain("9000000009");
  });

  it("stops what had started when the start fails, and ends with 1", async () => {
    const ended = await run(`life.onStop("pool", () => say("pool")); throw new Error("no such file");`);
    expect([ended.code, ended.events]).toEqual([1, ["pool"]]);
    expect(ended.log).toContain("could not start");
  });
});
