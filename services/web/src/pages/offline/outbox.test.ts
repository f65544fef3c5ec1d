import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { createOutbox, type Action, type Attempt, type Given, type Outbox } from "./outbox.ts";
import { forgetEverything, openSealedStore, type SealedStore } from "./sealed-store.ts";

let serverMs = Date.UTC(2026, 10, 25, 9, 0);
let made = 0;
let store: SealedStore;
/** What the service was asked, and what it says next; with nothing to say it cannot be reached. */
let asked: Action[] = [];
let answers: Attempt[] = [];

const outbox = (more: { maySend?: () => Promise<boolean> } = {}): Promise<Outbox> =>
  createOutbox({
    store,
    attempt: async (action) => {
      asked.push(action);
      return answers.shift() ?? { kind: "later" };
    },
    nowMs: () => serverMs,
    newId: () => `request-${++made}`,
    ...more,
  });

const leaving: Given = {
  path: "/api/referrals/r1/leaving",
  body: {},
  kind: "command",
  words: "I am leaving",
  about: "r1",
};
const referral: Given = {
  path: "/api/feeds/ambulance/referrals",
  body: { kind: "referral" },
  kind: "message",
  words: "New referral",
  about: "draft-1",
};
const sent: Attempt = { kind: "sent", answer: { referralId: "r1" } };
const refused = (code: string): Attempt => ({
  kind: "refused",
  refusal: { status: 409, code, words: "No.", fields: [], current: undefined },
});

beforeEach(async () => {
  await forgetEverything();
  serverMs = Date.UTC(2026, 10, 25, 9, 0);
  made = 0;
  asked = [];
  answers = [];
  ({ store } = await openSealedStore({ subject: "crew-1", keepForMs: 3_600_000, nowMs: () => serverMs }));
  return () => store.close();
});

describe("an action of this device", () => {
  it("goes out at once when the service answers, with the time it happened", async () => {
    answers = [sent];
    const one = await outbox();
    expect(await one.give(leaving)).toMatchObject({ state: "sent", answer: { referralId: "r1" } });
    expect(asked[0]).toMatchObject({ requestId: "request-1", body: { at: "2026-11-25T09:00:00.000Z" } });
    // Whoever gave it has the answer in hand: nothing is left to be shown.
    expect(one.entries()).toEqual([]);
    expect((await outbox()).entries()).toEqual([]);
  });

  it("waits through a reload, and is repeated word for word under the same request id", async () => {
    const before = await outbox();
    expect(await before.give(referral)).toMatchObject({ state: "waiting" });
    expect(await before.give(leaving)).toMatchObject({ state: "waiting" });
    serverMs += 60_000;
    // The page is gone; a new one reads what the device kept.
    const after = await outbox();
    expect(after.entries().map(({ words }) => words)).toEqual(["New referral", "I am leaving"]);
    asked = [];
    answers = [sent, sent];
    await after.sendAll();
    expect(asked.map(({ requestId }) => requestId)).toEqual(["request-1", "request-2"]);
    expect(asked[1]?.body).toEqual({ at: "2026-11-25T09:00:00.000Z" });
    expect(after.entries().map(({ state }) => state)).toEqual(["sent", "sent"]);
    asked = [];
    await after.sendAll();
    await (await outbox()).sendAll();
    expect(asked).toEqual([]);
  });

  it("lets nothing overtake it", async () => {
    const one = await outbox();
    await one.give(referral);
    answers = [{ kind: "later" }, sent];
    asked = [];
    await one.give(leaving);
    expect(asked.map(({ words }) => words).slice(0, 2)).toEqual(["New referral", "New referral"]);
  });

  it("that was refused at once is answered to whoever gave it, and holds up nothing behind it", async () => {
    const one = await outbox();
    answers = [refused("REF_WRONG_STATE"), sent];
    expect(await one.give(leaving)).toMatchObject({ state: "refused", refusal: { words: "No." } });
    expect(await one.give(referral)).toMatchObject({ state: "sent" });
    expect(one.entries()).toEqual([]);
  });

  it("that waited says how it went until that was read", async () => {
    const one = await outbox();
    await one.give(leaving);
    await one.give(referral);
    answers = [refused("REF_WRONG_STATE"), sent];
    await one.sendAll();
    const reloaded = await outbox();
    expect(reloaded.entries().map(({ state }) => state)).toEqual(["refused", "sent"]);
    await reloaded.drop("request-1");
    await reloaded.drop("request-2");
    expect((await outbox()).entries()).toEqual([]);
  });

  it("that comes too late gives its reason, kept before it goes out again", async () => {
    const one = await outbox();
    await one.give(leaving);
    serverMs += 20 * 60_000;
    answers = [refused("REF_LATE_REASON_MISSING"), { kind: "later" }];
    await one.sendAll();
    asked = [];
    answers = [sent];
    const reloaded = await outbox();
    await reloaded.sendAll();
    expect(asked.map(({ requestId, body }) => [requestId, body])).toEqual([
      ["request-1", { at: "2026-11-25T09:00:00.000Z", lateReason: "no-signal" }],
    ]);
  });

  it("keeps a time of its own, and says why it comes late when it had to wait", async () => {
    const one = await outbox();
    const earlier: Given = { ...leaving, body: { at: "2026-11-25T08:50:00.000Z" } };
    await one.give(earlier);
    serverMs += 20 * 60_000;
    answers = [refused("REF_LATE_REASON_MISSING"), sent];
    asked = [];
    await one.sendAll();
    expect(asked.map(({ body }) => body)).toEqual([
      { at: "2026-11-25T08:50:00.000Z" },
      { at: "2026-11-25T08:50:00.000Z", lateReason: "no-signal" },
    ]);
    expect(one.entries()).toMatchObject([{ state: "sent" }]);
  });

  it("with a time of its own is never given another time or reason while its giver is there to say", async () => {
    const one = await outbox();
    for (const code of ["REF_LATE_REASON_MISSING", "REF_TIME_TOO_EARLY"]) {
      answers = [refused(code), sent];
      const entry = await one.give({ ...leaving, body: { at: "2026-11-25T08:40:00.000Z" } });
      expect(entry, code).toMatchObject({ state: "refused" });
    }
  });

  it("whose device is a little ahead of the service happened now", async () => {
    const one = await outbox();
    answers = [refused("REF_TIME_IN_FUTURE"), sent];
    expect(await one.give(leaving)).toMatchObject({ state: "sent" });
    expect(asked[1]?.body).toEqual({});
  });

  it("is not sent in the name of somebody else who has signed in meanwhile", async () => {
    const one = await outbox({ maySend: async () => false });
    answers = [sent];
    expect(await one.give(leaving)).toMatchObject({ state: "waiting" });
    expect(asked).toEqual([]);
  });
});
