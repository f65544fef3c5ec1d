import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ambulanceWithdrawal } from "./feeds/ambulance.ts";
import { readTolerantly } from "./feeds/read-tolerantly.ts";
import { throughputQuery } from "./http/metrics.ts";
import { instant } from "./instant.ts";
import { topics } from "./topics.ts";

describe("instants", () => {
  it.each([
    ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000Z"],
    ["2026-11-22T17:00:00.1234567+07:00", "2026-11-22T10:00:00.123Z"],
    ["2026-10-25T01:30:00+01:00", "2026-10-25T00:30:00.000Z"],
  ])("%s is read with any offset and written as UTC", (given, written) => {
    expect(z.encode(instant, z.decode(instant, given))).toBe(written);
  });

  it.each(["2026-11-22T10:00:00", "22/11/2026", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", ""])(
    "%s is refused",
    (given) => {
      expect(instant.safeParse(given).success).toBe(false);
    },
  );
});

describe("dates of the numbers", () => {
  it.each(["0000-01-01", "0001-01-01", "1999-12-31", "2026-02-31"])(
    "%s is refused before the database sees it",
    (from) => {
      expect(throughputQuery.safeParse({ from }).success).toBe(false);
      expect(throughputQuery.safeParse({ to: from }).success).toBe(false);
    },
  );
});

describe("reading a feed tolerantly", () => {
  const withdrawal = { kind: "withdrawal", incidentNumber: "RYC-1", organisation: "RYC", reason: "conveyed" };

  it("sets aside a field it does not know and judges the rest", () => {
    expect(ambulanceWithdrawal.safeParse({ ...withdrawal, colour: "red" }).success).toBe(false);
    const read = readTolerantly(ambulanceWithdrawal, { ...withdrawal, colour: "red" });
    expect(read.success && read.data.incidentNumber).toBe("RYC-1");
  });

  it("still reports what is wrong beside the unknown field", () => {
    const read = readTolerantly(ambulanceWithdrawal, { ...withdrawal, colour: "red", reason: "bored" });
    expect(read.success).toBe(false);
    expect(read.error?.issues.map((issue) => issue.path.join("."))).toEqual(["reason"]);
  });
});

describe("the topic table", () => {
  it("has one entry for each topic, all with the partition count that is never changed", () => {
    expect(new Set(topics.map((topic) => topic.name)).size).toBe(topics.length);
    expect(new Set(topics.map((topic) => topic.partitions))).toEqual(new Set([12]));
  });

  it("keeps the facts for ever and lets the broker recompress what senders send", () => {
    expect(topics.find((topic) => topic.name === "referral.facts.v1")?.config["retention.ms"]).toBe("-1");
    for (const topic of topics.filter((one) => one.name.startsWith("feed.")))
      expect(topic.config["compression.type"]).toBe("gzip");
  });
});
