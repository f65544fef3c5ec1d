import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { createOutbox, type Action, type Attempt, type Given, type Outbox } from "./outbox.ts";
import { forgetEverything, openSealedStore, type SealedStore } from "./sealed-store.ts";

const startMs = Date.UTC(2026, 10, 25, 9, 0);
let made = 0;
let store: SealedStore;
let asked: Action[] = [];

const referral: Given = {
  path: "/api/feeds/ambulance/referrals",
  body: { kind: "referral" },
  kind: "message",
  words: "New referral",
  about: "form 1",
};
const later: Attempt = { kind: "later" };
const sent: Attempt = { kind: "sent", answer: { referralId: "r1" } };

const outbox = (attempt: () => Promise<Attempt>, maySend = true): Promise<Outbox> =>
  createOutbox({
    store,
    attempt: (action) => {
      asked.push(action);
      return attempt();
    },
    maySend: async () => maySend,
    nowMs: () => startMs + made,
    newId: () => `request-${++made}`,
  });
const states = (one: Outbox) => one.entries().map(({ state }) => state);

beforeEach(async () => {
  await forgetEverything();
  made = 0;
  asked = [];
  ({ store } = await openSealedStore({ subject: "crew-1", keepForMs: 3_600_000, nowMs: () => startMs }));
  await store.lossWasRead();
  return () => store.close();
});

/** An attempt that stays open until it is answered. */
function open() {
  const begun = Promise.withResolvers<undefined>();
  const answer = Promise.withResolvers<Attempt>();
  const attempt = (): Promise<Attempt> => {
    begun.resolve(undefined);
    return answer.promise;
  };
  return { attempt, begun: begun.promise, answer: answer.resolve };
}

describe("an action that is taken back", () => {
  it("is not called lost, as the one that waits is, when another person signs in", async () => {
    const one = await outbox(async () => later);
    await one.give(referral);
    await one.takeBack("request-1");
    await one.give(referral);
    const other = await openSealedStore({ subject: "crew-2", keepForMs: 3_600_000, nowMs: () => startMs });
    expect(other.lostActions).toBe(1);
    other.store.close();
  });

  it("before it was ever tried is gone, and never goes out", async () => {
    const one = await outbox(async () => sent, false);
    await one.give(referral);
    await one.takeBack("request-1");
    expect(one.entries()).toEqual([]);
    const reloaded = await outbox(async () => sent);
    await reloaded.sendAll();
    expect(asked).toEqual([]);
  });

  it("after an attempt is tried no more, and says that it may have arrived until that was read", async () => {
    const one = await outbox(async () => later);
    await one.give(referral);
    await one.takeBack("request-1");
    asked = [];
    const reloaded = await outbox(async () => sent);
    await reloaded.sendAll();
    expect(asked).toEqual([]);
    expect(states(reloaded)).toEqual(["taken-back"]);
    await reloaded.drop("request-1");
    expect((await outbox(async () => sent)).entries()).toEqual([]);
  });

  it("while it is under way is shown as sent when it had arrived, so that it can be withdrawn", async () => {
    const { attempt, begun, answer } = open();
    const one = await outbox(attempt);
    const given = one.give(referral);
    await begun;
    await one.takeBack("request-1");
    expect(states(one)).toEqual(["taken-back"]);
    answer(sent);
    expect(await given).toMatchObject({ state: "sent", isTakenBack: true });
    expect((await outbox(async () => later)).entries()).toMatchObject([
      { state: "sent", isTakenBack: true, answer: { referralId: "r1" } },
    ]);
  });

  it("while it is under way is shown as sent also when the line about it was read before the answer came", async () => {
    const { attempt, begun, answer } = open();
    const one = await outbox(attempt);
    const given = one.give(referral);
    await begun;
    await one.takeBack("request-1");
    await one.drop("request-1");
    answer(sent);
    await given;
    expect(one.entries()).toMatchObject([{ state: "sent", isTakenBack: true }]);
  });

  it("while it is under way leaves nothing behind when it was refused", async () => {
    const { attempt, begun, answer } = open();
    const one = await outbox(attempt);
    const given = one.give(referral);
    await begun;
    await one.takeBack("request-1");
    answer({
      kind: "refused",
      refusal: { status: 422, code: "REF_INVALID", words: "", fields: [], current: undefined },
    });
    await given;
    expect(one.entries()).toEqual([]);
  });

  it("in another tab does not go out from this one", async () => {
    const here = await outbox(async () => later, false);
    await here.give(referral);
    const there = await outbox(async () => sent);
    await here.takeBack("request-1");
    await there.sendAll();
    expect(asked).toEqual([]);
    expect(there.entries()).toEqual([]);
  });
});

describe("an action of this page", () => {
  it("that is given while the device is read is not lost", async () => {
    const reading = Promise.withResolvers<undefined>();
    const readOn = Promise.withResolvers<undefined>();
    const whole = store;
    let isSlow = false;
    store = {
      ...whole,
      list: async (kind) => {
        const found = await whole.list(kind);
        if (isSlow) {
          isSlow = false;
          reading.resolve(undefined);
          await readOn.promise;
        }
        return found;
      },
    };
    const one = await outbox(async () => sent, false);
    isSlow = true;
    const round = one.sendAll();
    await reading.promise;
    const given = one.give(referral);
    readOn.resolve(undefined);
    await Promise.all([round, given]);
    expect(states(one)).toEqual(["waiting"]);
  });

  it("stays in it when the device has passed to another person", async () => {
    const one = await outbox(async () => later);
    await one.give(referral);
    const other = await openSealedStore({ subject: "crew-2", keepForMs: 3_600_000, nowMs: () => startMs });
    await one.sendAll();
    expect(states(one)).toEqual(["waiting"]);
    other.store.close();
  });
});
