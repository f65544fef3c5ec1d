/**
 * The service worker: keeps the shell (the page, its script, its style, its icons) so that a page opens without the network. In: GET of a page or of a file
 * of this build. Out: the network's answer; the kept one only where nothing answers. Never keeps or answers anything below `/api`, `/FHIR`, `/session` or
 * any other address: whatever is somebody's comes from the service or not at all.
 *
 * A page is always asked of the network first, so a new build shows at once; what another build kept is thrown away when this one starts; and a shell
 * that the network has not confirmed for a week is served no more.
 */
/// <reference lib="webworker" />

/** Put in by the build (`vite.config.ts`): the files of this build, and its name. */
declare const SHELL_FILES: readonly string[];
declare const SHELL_VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const ours = "ucrt-shell-";
const cacheName = `${ours}${SHELL_VERSION}`;
const page = "/";
const confirmedMark = "/shell-confirmed-at";
const longestUnconfirmedMs = 7 * 24 * 3_600_000;
/** A page that takes longer than this is opened from what is kept. */
const answerWithinMs = 6_000;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      // Past the browser's own cache: a half-old build would not start.
      await cache.addAll([page, ...SHELL_FILES].map((path) => new Request(path, { cache: "reload" })));
      await noteConfirmed(cache);
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(
        names.filter((name) => name.startsWith(ours) && name !== cacheName).map((name) => caches.delete(name)),
      );
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (SHELL_FILES.includes(pathname)) event.respondWith(keptOrFetched(request));
  else if (request.mode === "navigate" && isPage(pathname)) event.respondWith(pageOf(request));
});

/** Addresses that the pages answer; what a person reads or downloads from the service itself goes past the worker. */
const isPage = (path: string): boolean =>
  path === "/api/docs" ||
  path === "/sign-in" ||
  !/^\/(?:api|FHIR|health|local|assets|sign-in|session)(?:\/|$)/.test(path);

async function keptOrFetched(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(request)) ?? fetch(request);
}

async function pageOf(request: Request): Promise<Response> {
  const limit = new AbortController();
  const waited = setTimeout(() => limit.abort(), answerWithinMs);
  try {
    const answer = await fetch(request, { signal: limit.signal });
    // In front of the service something answered for it.
    if (answer.status === 502 || answer.status === 503 || answer.status === 504) return (await keptPage()) ?? answer;
    if (answer.ok) void noteIfOurs(answer.clone());
    return answer;
  } catch (error) {
    const kept = await keptPage();
    if (kept === undefined) throw error;
    return kept;
  } finally {
    clearTimeout(waited);
  }
}

/** What is kept is confirmed while the service still gives out the page of this build. */
async function noteIfOurs(answer: Response): Promise<void> {
  const text = await answer.text();
  if (SHELL_FILES.every((file) => !file.endsWith(".js") || text.includes(file)))
    await noteConfirmed(await caches.open(cacheName));
}

async function keptPage(): Promise<Response | undefined> {
  const cache = await caches.open(cacheName);
  const confirmedAtMs = Number(await (await cache.match(confirmedMark))?.text());
  return Date.now() - confirmedAtMs > longestUnconfirmedMs ? undefined : cache.match(page);
}

const noteConfirmed = (cache: Cache): Promise<void> => cache.put(confirmedMark, new Response(String(Date.now())));
