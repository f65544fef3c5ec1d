import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { checkConfig, checkKafkaFields, commonConfig, configFields, kafkaFields, type Environment } from "./config.ts";

const good = { MODE: "local", AREA: "demo", PORT: "7001", INTERNAL_TOKEN_PUBLIC_KEY: "x".repeat(40) };
const schema = commonConfig.extend({
  KAFKA_BROKERS: configFields.kafkaBrokers,
  DATABASE_URL: configFields.databaseUrl,
});

describe("the configuration", () => {
  it("is typed, with defaults, and ignores what it does not ask for", () => {
    const result = checkConfig(commonConfig, { ...good, HOME: "/root", LOG_LEVEL: "" });
    expect(result).toEqual({ ok: true, config: { ...good, PORT: 7001, HOST: "127.0.0.1", LOG_LEVEL: "info" } });
  });

  it("splits brokers and takes a PostgreSQL address", () => {
    const result = checkConfig(schema, {
      ...good,
      KAFKA_BROKERS: "a:9092,b:9093",
      DATABASE_URL: "postgresql://u:p@h/d",
    });
    expect(result).toMatchObject({
      ok: true,
      config: { KAFKA_BROKERS: ["a:9092", "b:9093"], DATABASE_URL: "postgresql://u:p@h/d" },
    });
  });

  it("names every problem at once: variable, what is wrong, an example; never the value", () => {
    const secret = "mysql://user:hunter2@host/db";
    const result = checkConfig(schema, {
      MODE: "prod",
      PORT: "70000",
      KAFKA_BROKERS: "nowhere",
      DATABASE_URL: secret,
      AREA: " ",
      OTEL_EXPORTER_OTLP_ENDPOINT: "collector",
    });
    if (result.ok) throw new Error("this configuration must be refused");
    expect(result.problems).toHaveLength(7);
    const text = result.problems.join("\n");
    expect(text).toMatch(
      /^MODE \(which rules apply: local or production\) has a value that cannot be used\. Example: MODE=local$/m,
    );
    expect(text).toMatch(/^AREA .*is not set\. Example: AREA=demo$/m);
    expect(text).toMatch(/^PORT .*cannot be used\. Example: PORT=7001$/m);
    expect(text).toMatch(/^KAFKA_BROKERS .*Example: KAFKA_BROKERS=127\.0\.0\.1:9092$/m);
    expect(text).toMatch(/^DATABASE_URL .*Example: DATABASE_URL=postgres:/m);
    expect(text).toMatch(/^INTERNAL_TOKEN_PUBLIC_KEY .*is not set/m);
    expect(text).toMatch(/^OTEL_EXPORTER_OTLP_ENDPOINT .*cannot be used\. Example: OTEL_EXPORTER_OTLP_ENDPOINT=http/m);
    expect(text).not.toMatch(/hunter2|nowhere|70000|collector\b(?! \()/);
  });

  it("speaks the words of a rule of one's own", () => {
    const strict = commonConfig.extend({
      AREA: configFields.area.refine((area) => area !== "demo", "the demo area is not for production"),
    });
    const result = checkConfig(strict, good);
    expect(result.ok ? "" : result.problems[0]).toContain("is wrong: the demo area is not for production");
  });

  it("ends the process with 78 and words on stderr", () => {
    const program = `import { commonConfig, readConfig } from ${JSON.stringify(new URL("./config.ts", import.meta.url).href)}; readConfig(commonConfig, process.env); console.log("started");`;
    const ended = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      env: { PATH: process.env["PATH"], ...good, PORT: "x" },
      encoding: "utf8",
    });
    expect(ended.status).toBe(78);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toMatch(/Cannot start: the configuration has 1 problem[\s\S]*PORT/);
    const runs = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      env: { PATH: process.env["PATH"], ...good },
      encoding: "utf8",
    });
    expect(runs.status).toBe(0);
    expect(runs.stdout).toBe("started\n");
  });
});

describe("how a service reaches Kafka", () => {
  const schema = commonConfig.extend(kafkaFields).superRefine(checkKafkaFields);
  const given = {
    MODE: "local",
    AREA: "demo",
    PORT: "0",
    INTERNAL_TOKEN_PUBLIC_KEY: "x".repeat(40),
    KAFKA_BROKERS: "127.0.0.1:9092",
  };
  const wrong = (environment: Environment) => {
    const result = checkConfig(schema, { ...given, ...environment });
    return result.ok ? [] : result.problems.map((problem) => problem.split(" ", 1)[0]);
  };

  it("may be without a name in local mode, and takes a name with its password only", () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ KAFKA_USERNAME: "intake", KAFKA_PASSWORD: "a-long-password" })).toEqual([]);
    expect(wrong({ KAFKA_USERNAME: "intake" })).toEqual(["KAFKA_PASSWORD"]);
    expect(wrong({ KAFKA_PASSWORD: "a-long-password" })).toEqual(["KAFKA_USERNAME"]);
  });

  it("has a name on an encrypted line outside local mode", () => {
    const production = { MODE: "production" };
    const named = { ...production, KAFKA_USERNAME: "intake", KAFKA_PASSWORD: "a-long-password" };
    expect(wrong({ ...named, KAFKA_TLS: "on" })).toEqual([]);
    expect(wrong(named)).toEqual(["KAFKA_TLS"]);
    expect(wrong({ ...production, KAFKA_TLS: "on" })).toEqual(["KAFKA_USERNAME"]);
  });
});
