import { describe, expect, it } from "vitest";
import type { Refusal } from "../api.ts";
import { attemptOf } from "./attempt-of.ts";

const path = "/api/feeds/ambulance/referrals";
const step = "/api/referrals/5c9a3c0e-6f0b-4d0c-9a53-2f1f4f3d9a10/leaving";
const submitted = {
  referralId: "5c9a3c0e-6f0b-4d0c-9a53-2f1f4f3d9a10",
  statusUrl: "/api/submissions/5c9a3c0e-6f0b-4d0c-9a53-2f1f4f3d9a10",
  status: "received",
  isAmendment: false,
  suggestedLink: null,
  receivedAt: "2026-11-25T09:00:00.000Z",
};
const taken = { referralId: "5c9a3c0e-6f0b-4d0c-9a53-2f1f4f3d9a10", version: 4, state: "accepted", row: { later: 1 } };

const answered = (status: number, code = "") =>
  attemptOf(path, {
    ok: false,
    refusal: { status, code, words: "", fields: [], current: undefined } satisfies Refusal,
  });

describe("an answer of the service", () => {
  it.each([0, 401, 425, 429, 500, 503])("%d means: later", (status) => {
    expect(answered(status).kind).toBe("later");
  });
  it.each([400, 403, 404, 409, 413, 422])("%d is for good", (status) => {
    expect(answered(status).kind).toBe("refused");
  });

  it("waits for the person who gave it when somebody else is signed in by now", () => {
    expect(answered(409, "REF_OTHER_PERSON").kind).toBe("later");
  });

  it("counts as sent when it is what the path promises, also to a page that is older than the service", () => {
    expect(attemptOf(path, { ok: true, value: submitted })).toEqual({ kind: "sent", answer: submitted });
    expect(attemptOf(path, { ok: true, value: { ...submitted, more: 1 } }).kind).toBe("sent");
    expect(attemptOf(step, { ok: true, value: taken })).toEqual({ kind: "sent", answer: taken });
  });

  it.each([undefined, null, "<html>", {}, { ok: true }, []])(
    "is not believed when it is anything else: %j",
    (value) => {
      expect(attemptOf(path, { ok: true, value }).kind).toBe("later");
      expect(attemptOf(step, { ok: true, value }).kind).toBe("later");
    },
  );

  it("is not believed on another path than its own", () => {
    expect(attemptOf(path, { ok: true, value: taken }).kind).toBe("later");
    expect(attemptOf(step, { ok: true, value: submitted }).kind).toBe("later");
  });
});
