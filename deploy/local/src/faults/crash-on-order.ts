// Loaded into a service by the rig (`node --import`), and into nothing else: ends the process with SIGKILL at a named place. In: the file named in
// CRASH_ORDER_FILE, `{"point": "after-commit", "pass": 3}`, written at any time. Out: a process killed when that place is passed the third time from
// then on; the file is gone, so the next life lives. The place `start` ends every life at its beginning. Refuses to load in any mode but local.
import { subscribe } from "node:diagnostics_channel";
import { readFileSync, rmSync } from "node:fs";
import { configExitCode, crashPointChannel } from "@ucrt/service";

interface Order {
  readonly point: string;
  readonly pass: number;
}

const file = process.env["CRASH_ORDER_FILE"];
if (file === undefined || process.env["MODE"] !== "local") {
  process.stderr.write("Crash points are for the fault rig: they need MODE=local and CRASH_ORDER_FILE.\n");
  process.exit(configExitCode);
}

/** For a service that dies at each start, as with a wrong configuration; this order stays until it is cancelled. */
if (readOrder(file).includes('"start"')) process.exit(1);

let known = "";
let passes = 0;

subscribe(crashPointChannel, (point) => {
  const text = readOrder(file);
  if (text !== known) {
    known = text;
    passes = 0;
  }
  if (text === "") return;
  const order = JSON.parse(text) as Order;
  if (order.point !== point) return;
  passes += 1;
  if (passes < order.pass) return;
  rmSync(file, { force: true });
  process.kill(process.pid, "SIGKILL");
});

function readOrder(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
