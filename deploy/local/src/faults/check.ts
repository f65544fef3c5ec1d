// Judges a run: `node check.ts --history FILE --database-url … --brokers … [--topic-suffix …] [--anchor-file …] [--logs FOLDER] [--metrics URL,…] [--web-url …]`.
// In: the history, and where the stores are. Out: a verdict as JSON on standard output; ends with 0 only when it is clean. Waits for the drain, bounded;
// fails when the history is empty or the drain timed out. Changes nothing.
import { parseArgs } from "node:util";
import { createKafka, silentLog } from "@ucrt/kafka";
import { ownSignIn } from "../kafka-users.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { readHistory } from "./history.ts";
import { judge } from "./judge.ts";

const { values } = parseArgs({
  options: {
    history: { type: "string" },
    "database-url": { type: "string" },
    brokers: { type: "string" },
    "topic-suffix": { type: "string", default: "" },
    "anchor-file": { type: "string" },
    /** Folder of logs, to look for identities. */
    logs: { type: "string" },
    /** `/metrics` addresses, with commas. */
    metrics: { type: "string", default: "" },
    /** The front door, to read what commissioners are answered. */
    "web-url": { type: "string" },
    "drain-seconds": { type: "string", default: "60" },
  },
});

const required = (name: "history" | "database-url" | "brokers"): string => {
  const value = values[name];
  if (value === undefined || value === "") throw new Error(`--${name} is needed.`);
  return value;
};

const verdict = judge(
  await gatherEvidence({
    history: readHistory(required("history")),
    databaseUrl: required("database-url"),
    kafka: createKafka({
      brokers: required("brokers").split(","),
      ...ownSignIn(process.env),
      clientId: "faults-judge",
      logger: silentLog,
      topicSuffix: values["topic-suffix"],
    }),
    anchorFile: values["anchor-file"],
    logsFolder: values.logs,
    metricsUrls: values.metrics.split(",").filter((url) => url !== ""),
    webUrl: values["web-url"],
    drainMs: Number(values["drain-seconds"]) * 1_000,
  }),
);
process.stdout.write(`${JSON.stringify(verdict, undefined, 2)}\n`, () => process.exit(verdict.isClean ? 0 : 1));
