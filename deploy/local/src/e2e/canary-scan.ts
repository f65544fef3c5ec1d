// Where a browser keeps something of a page, searched for words that must not be there. In: a page, the words. Out: each place that has one of them.
// Looks at the title, the address, both storages, every IndexedDB, every cache with what lies in it, and the cookies that script can read.
import type { Page } from "playwright-core";

/** Runs in the page: everything that it, or a worker of its origin, has put away, by place. */
const collect = `(async () => {
  const text = (value) => {
    const seen = new Set();
    const walk = (one) => {
      if (one === null || typeof one !== "object") return String(one);
      if (seen.has(one)) return "";
      seen.add(one);
      if (one instanceof ArrayBuffer || ArrayBuffer.isView(one)) {
        const bytes = one instanceof ArrayBuffer ? new Uint8Array(one) : new Uint8Array(one.buffer, one.byteOffset, one.byteLength);
        return new TextDecoder().decode(bytes) + " " + new TextDecoder("utf-16le").decode(bytes.slice(0, bytes.length - (bytes.length % 2)));
      }
      return Object.entries(one).map(([key, inner]) => key + "=" + walk(inner)).join(" ");
    };
    return walk(value);
  };
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const places = {
    title: document.title,
    address: location.href,
    history: text(history.state),
    cookies: document.cookie,
    localStorage: text({ ...localStorage }),
    sessionStorage: text({ ...sessionStorage }),
  };
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of [...database.objectStoreNames]) {
      const within = database.transaction(store).objectStore(store);
      places["IndexedDB " + name + "/" + store] = text([await done(within.getAllKeys()), await done(within.getAll())]);
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      places["cache " + name + " " + request.url] = request.url + " " + (await (await cache.match(request)).text());
  }
  return places;
})()`;

/** What the browser keeps, by place. */
export const keptInBrowser = (page: Page): Promise<Readonly<Record<string, string>>> => page.evaluate(collect);

/** The places that hold one of the words, in whatever case. */
export async function placesWith(page: Page, words: readonly string[]): Promise<readonly string[]> {
  const kept = await keptInBrowser(page);
  return Object.entries(kept).flatMap(([place, text]) =>
    words.filter((word) => text.toLowerCase().includes(word.toLowerCase())).map((word) => `${place}: ${word}`),
  );
}
