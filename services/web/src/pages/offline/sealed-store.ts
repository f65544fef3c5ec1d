/**
 * What a page keeps on this device, sealed: drafts, actions that wait to be sent, who used it last. In: a signed-in person's subject, values of JSON.
 * Out: the same values to the same person. Nothing of a value stands in the clear: names are ours and hold no identity, the owner is a hash.
 *
 * Every person has a key of their own (AES-256-GCM) that the browser keeps and no script can read out (not extractable); each record is bound to its
 * owner and name, so that one cannot be put in the place of another. Everything is forgotten at sign-out, when another person signs in, and when it
 * is older than it may be.
 *
 * Protects against: reading the browser's files or a backup of them as text, another person who signs in here, drafts that stay for ever, records
 * swapped or changed. Does not protect against: somebody who unlocks the device and uses this browser within the idle limit (the device's own lock has to), a
 * program with the rights of the browser, script of ours gone bad. The age is told by the device's clock, which its user can set back.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { ownerOf } from "./owner-of.ts";

/** What a record is for. */
export type Kind = "draft" | "action" | "session" | "reference" | "visit";

export interface Kept<T> {
  readonly id: string;
  readonly value: T;
  /** By the device's clock, epoch milliseconds. */
  readonly savedAtMs: number;
}

/** What stands in the clear beside a sealed record. */
export interface Marks {
  /** An action that has reached nobody yet: to be told when it is forgotten. @default true */
  readonly isUnsent?: boolean;
}

export interface SealedStore {
  /** Seals and keeps a value under a name; the one before it is gone. Throws when the device has passed to another person meanwhile, or is full. */
  readonly put: (kind: Kind, id: string, value: unknown, marks?: Marks) => Promise<void>;
  /** Undefined when there is none, or when it cannot be opened. */
  readonly get: (kind: Kind, id: string) => Promise<unknown>;
  /** All of a kind, by name. */
  readonly list: (kind: Kind) => Promise<readonly Kept<unknown>[]>;
  readonly remove: (kind: Kind, id: string) => Promise<void>;
  /** False once the device has passed to another person, or was cleared: then nothing found does not mean that it was dropped. */
  readonly isOurs: () => Promise<boolean>;
  /** Somebody has read that actions were lost: it is not said again. */
  readonly lossWasRead: () => Promise<void>;
  /** Everything of everybody, keys too; only how many actions were lost stays, until it was read. */
  readonly forgetAll: () => Promise<void>;
  readonly close: () => void;
}

export interface Opened {
  readonly store: SealedStore;
  /** Actions that reached nobody and are gone: of another person, or too old. Counted until somebody has read it. */
  readonly lostActions: number;
}

interface Sealed {
  readonly owner: string;
  readonly kind: Kind;
  readonly id: string;
  readonly savedAtMs: number;
  readonly isUnsent?: boolean;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

interface Owner {
  readonly owner: string;
  readonly key: CryptoKey;
}
interface Lost {
  readonly lostActions: number;
}

interface Tables extends DBSchema {
  /** `now`: whose the device is. `lost`: actions that were lost and of which nobody has read yet. */
  owner: { key: "now" | "lost"; value: Owner | Lost };
  sealed: { key: [string, string]; value: Sealed; indexes: { kind: string } };
}

const databaseName = "ucrt-sealed";
const database = (): Promise<IDBPDatabase<Tables>> =>
  openDB<Tables>(databaseName, 1, {
    upgrade: (made) => {
      made.createObjectStore("owner");
      made.createObjectStore("sealed", { keyPath: ["kind", "id"] }).createIndex("kind", "kind");
    },
  });

/** False in a browser, or at an address, that offers no place or no seal: then nothing is kept. */
export const canSeal = (): boolean => "indexedDB" in globalThis && globalThis.crypto?.subtle !== undefined;

/** Opens the store for a person. Whatever another person left, and whatever is older than `keepForMs`, is forgotten first. */
export async function openSealedStore(given: {
  readonly subject: string;
  readonly keepForMs: number;
  /** The device's clock. */
  readonly nowMs: () => number;
}): Promise<Opened> {
  const { subject, keepForMs, nowMs } = given;
  const owner = await ownerOf(subject);
  const db = await database();
  // Made before the transaction: a transaction ends while something else is waited for.
  const fresh = await newKey();
  const change = db.transaction(["owner", "sealed"], "readwrite");
  const before = asOwner(await change.objectStore("owner").get("now"));
  const unread = await change.objectStore("owner").get("lost");
  const isSame = before?.owner === owner;
  const key = isSame ? before.key : fresh;
  let lostActions = unread !== undefined && "lostActions" in unread ? unread.lostActions : 0;
  for (let at = await change.objectStore("sealed").openCursor(); at !== null; at = await at.continue()) {
    const { savedAtMs, kind, isUnsent } = at.value;
    if (isSame && nowMs() - savedAtMs <= keepForMs) continue;
    if (kind === "action" && isUnsent !== false) lostActions += 1;
    await at.delete();
  }
  if (!isSame) await change.objectStore("owner").put({ owner, key }, "now");
  if (lostActions > 0) await change.objectStore("owner").put({ lostActions }, "lost");
  await change.done;
  return { store: storeOf({ db, key, owner, nowMs }), lostActions };
}

/** Opens what the last person left, for a page that starts without the network. Undefined when nobody is known. */
export async function openLastStore(nowMs: () => number): Promise<SealedStore | undefined> {
  if (!canSeal()) return undefined;
  const db = await database();
  const last = asOwner(await db.get("owner", "now"));
  if (last === undefined) {
    db.close();
    return undefined;
  }
  return storeOf({ db, key: last.key, owner: last.owner, nowMs });
}

/** Forgets everything of everybody on this device, whether or not it is open. */
export async function forgetEverything(): Promise<void> {
  if (!canSeal()) return;
  const db = await database();
  await clear(db);
  db.close();
}

const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

const asOwner = (found: Owner | Lost | undefined): Owner | undefined =>
  found !== undefined && "owner" in found ? found : undefined;

async function clear(db: IDBPDatabase<Tables>): Promise<void> {
  const change = db.transaction(["owner", "sealed"], "readwrite");
  await Promise.all([change.objectStore("owner").delete("now"), change.objectStore("sealed").clear(), change.done]);
}

function storeOf(parts: {
  readonly db: IDBPDatabase<Tables>;
  readonly key: CryptoKey;
  readonly owner: string;
  readonly nowMs: () => number;
}): SealedStore {
  const { db, key, owner, nowMs } = parts;
  const bound = (kind: Kind, id: string) => new TextEncoder().encode(`${owner} ${kind} ${id}`);
  const open = async (sealed: Sealed | undefined): Promise<unknown> => {
    if (sealed === undefined || sealed.owner !== owner) return undefined;
    const { iv, kind, id, bytes } = sealed;
    try {
      const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(kind, id) }, key, bytes);
      return JSON.parse(new TextDecoder().decode(opened)) as unknown;
    } catch {
      // Another key or changed bytes: as if it were not there.
      return undefined;
    }
  };
  return {
    put: async (kind, id, value, { isUnsent = true } = {}) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(kind, id) }, key, plain);
      const change = db.transaction(["owner", "sealed"], "readwrite");
      // In another tab somebody else may have signed in meanwhile: what is theirs is not mixed with ours.
      const now = asOwner(await change.objectStore("owner").get("now"));
      if (now?.owner === owner)
        await change.objectStore("sealed").put({ owner, kind, id, savedAtMs: nowMs(), isUnsent, iv, bytes });
      await change.done;
      if (now?.owner !== owner) throw new Error("Another person uses this device by now: nothing was kept.");
    },
    get: async (kind, id) => open(await db.get("sealed", [kind, id])),
    list: async (kind) => {
      const found = await db.getAllFromIndex("sealed", "kind", kind);
      const opened = await Promise.all(
        found.map(async (sealed) => ({ id: sealed.id, savedAtMs: sealed.savedAtMs, value: await open(sealed) })),
      );
      return opened.filter(({ value }) => value !== undefined);
    },
    remove: (kind, id) => db.delete("sealed", [kind, id]),
    isOurs: async () => asOwner(await db.get("owner", "now"))?.owner === owner,
    lossWasRead: () => db.delete("owner", "lost"),
    forgetAll: () => clear(db),
    close: () => db.close(),
  };
}
