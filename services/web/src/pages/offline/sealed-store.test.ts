import "fake-indexeddb/auto";
import { openDB } from "idb";
import { beforeEach, describe, expect, it } from "vitest";
import { recallSession, rememberSession } from "./device-session.ts";
import { forgetEverything, openLastStore, openSealedStore, type Opened } from "./sealed-store.ts";

const hourMs = 3_600_000;
let deviceMs = Date.UTC(2026, 10, 25, 9, 0);
const opened: Opened[] = [];
const open = async (subject: string) => {
  const one = await openSealedStore({ subject, keepForMs: 12 * hourMs, nowMs: () => deviceMs });
  opened.push(one);
  return one;
};
/** Everything the browser's files hold, as text. */
async function rawText(): Promise<string> {
  const db = await openDB("ucrt-sealed");
  const records = (await db.getAll("sealed")) as Record<string, unknown>[];
  db.close();
  const asText = (bytes: ArrayBuffer | ArrayBufferView) => new TextDecoder("latin1").decode(bytes);
  return JSON.stringify(records, (_key, value: unknown) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? asText(value) : value,
  );
}

beforeEach(async () => {
  for (const { store } of opened.splice(0)) store.close();
  await forgetEverything();
  const db = await openDB("ucrt-sealed");
  await db.delete("owner", "lost");
  db.close();
  deviceMs = Date.UTC(2026, 10, 25, 9, 0);
});

describe("what a device keeps", () => {
  it("comes back to the person who sealed it, and reads as nothing to anybody else (N78)", async () => {
    const { store } = await open("crew-1");
    await store.put("draft", "new", { name: "Avery Canary", nhsNumber: "999 000 0018" });
    expect(await rawText()).toContain('"id":"new"');
    expect(await rawText()).not.toMatch(/Avery|Canary|999 000/);
    expect(await rawText()).not.toContain("crew-1");
    const again = await open("crew-1");
    expect(await again.store.get("draft", "new")).toEqual({ name: "Avery Canary", nhsNumber: "999 000 0018" });
    expect(again.lostActions).toBe(0);
  });

  it("has a key that no script can read out", async () => {
    await open("crew-1");
    const db = await openDB("ucrt-sealed");
    const { key } = (await db.get("owner", "now")) as { key: CryptoKey };
    db.close();
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
  });

  it("is forgotten when another person signs in, who is told how much was never sent", async () => {
    const { store } = await open("crew-1");
    await store.put("draft", "new", { need: "FALL" });
    await store.put("action", "a", { words: "I am leaving" });
    const other = await open("crew-2");
    expect(other.lostActions).toBe(1);
    expect(await other.store.list("draft")).toEqual([]);
    // The first person's page is still open in another tab: what it writes now is not kept under the second person.
    await expect(store.put("draft", "late", {})).rejects.toThrow();
    const first = await open("crew-1");
    expect(await first.store.get("draft", "new")).toBeUndefined();
    expect(await first.store.get("draft", "late")).toBeUndefined();
  });

  it("is forgotten at sign-out, with the key", async () => {
    const { store } = await open("crew-1");
    await store.put("draft", "new", { need: "FALL" });
    await forgetEverything();
    expect(await openLastStore(() => deviceMs)).toBeUndefined();
    expect(await (await open("crew-1")).store.get("draft", "new")).toBeUndefined();
  });

  it("is forgotten when it is too old", async () => {
    const { store } = await open("crew-1");
    await store.put("action", "old", { words: "arrived" });
    deviceMs += 6 * hourMs;
    await store.put("draft", "young", { need: "FALL" });
    deviceMs += 6 * hourMs + 1;
    const { store: later, lostActions } = await open("crew-1");
    expect(lostActions).toBe(1);
    expect((await later.list("draft")).map(({ id }) => id)).toEqual(["young"]);
    expect(await later.list("action")).toEqual([]);
  });

  it("says what was lost until somebody has read it, over a reload and a sign-out", async () => {
    const { store } = await open("crew-1");
    await store.put("action", "a", { words: "I am leaving" });
    expect((await open("crew-2")).lostActions).toBe(1);
    expect((await open("crew-2")).lostActions).toBe(1);
    await forgetEverything();
    const third = await open("crew-3");
    expect(third.lostActions).toBe(1);
    await third.store.lossWasRead();
    expect((await open("crew-3")).lostActions).toBe(0);
  });

  it("does not call lost what had been sent", async () => {
    const { store } = await open("crew-1");
    await store.put("action", "a", { words: "I am leaving" }, { isUnsent: false });
    await store.put("action", "b", { words: "arrived" });
    await store.put("action", "b", { words: "arrived" }, { isUnsent: false });
    expect((await open("crew-2")).lostActions).toBe(0);
  });

  it("does not take one record for another", async () => {
    const { store } = await open("crew-1");
    await store.put("draft", "one", { need: "FALL" });
    await store.put("draft", "two", { need: "CATHETER" });
    const db = await openDB("ucrt-sealed");
    const one = (await db.get("sealed", ["draft", "one"])) as object;
    await db.put("sealed", { ...one, id: "two" });
    db.close();
    expect(await store.get("draft", "two")).toBeUndefined();
    expect(await store.get("draft", "one")).toEqual({ need: "FALL" });
  });
});

describe("the last session of a device", () => {
  const remembered = () => ({ answer: { who: "crew-1" }, confirmedAtMs: deviceMs, idleMs: hourMs / 4, aheadMs: 0 });

  it("is believed without the network until its idle limit, and not after a clock was set back", async () => {
    const { store } = await open("crew-1");
    await rememberSession(store, remembered());
    deviceMs += hourMs / 4;
    expect(await recallSession(() => deviceMs)).toMatchObject({
      isOver: false,
      remembered: { answer: { who: "crew-1" } },
    });
    expect(await recallSession(() => deviceMs + 1)).toMatchObject({ isOver: true });
    expect(await recallSession(() => deviceMs - hourMs)).toMatchObject({ isOver: true });
  });

  it("is nobody's after sign-out", async () => {
    const { store } = await open("crew-1");
    await rememberSession(store, remembered());
    await forgetEverything();
    expect(await recallSession(() => deviceMs)).toBeUndefined();
  });
});
