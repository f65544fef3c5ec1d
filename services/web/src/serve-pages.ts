/**
 * The pages as files: the built folder, the documents about the API, and the headers that keep a page to itself.
 * In: GET of a page's path, of `/assets/...`, `/api/openapi.json`, `/api/asyncapi.json`. Out: files; 404 with a page for a person, as a problem for a program.
 * Never lets a page run anything that did not come from here: no inline script or style, no other origin.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { problem, type HttpServer } from "@ucrt/service";

export interface PageFolders {
  /** What the build of the pages made: `index.html` and `assets/`. */
  readonly built: string;
  /** `openapi.json` and `asyncapi.json` as generated from the contracts. */
  readonly documents: string;
}

/** Every address of a page; the page itself decides what the signed-in person sees there. */
export const pagePaths = [
  "/",
  "/sign-in",
  "/board",
  "/referrals/:id",
  "/team",
  "/team/handover",
  "/submit",
  "/call",
  "/call/:id",
  "/calls",
  "/calls/:id",
  "/catch-up",
  "/fallback",
  "/my-referrals",
  "/my-referrals/:id",
  "/my-referrals/:id/amend",
  "/numbers",
  "/throughput",
  "/parked",
  "/service",
  "/then",
  "/audit-sample",
  "/privacy",
  "/api/docs",
] as const;

const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
} as const;

/** Hashed names never change their content: a year. */
const hashedForeverSeconds = 31_536_000;

/** True when the pages have been built. */
export function arePagesBuilt(folders: PageFolders): boolean {
  return existsSync(join(folders.built, "index.html"));
}

export async function addPages(app: HttpServer, folders: PageFolders): Promise<void> {
  app.addHook("onRequest", async (_request, reply) => {
    void reply.headers(securityHeaders);
  });

  // Only `sendFile` is used: every address is a route of ours that says who may call it.
  await app.register(fastifyStatic, { root: folders.built, serve: false, cacheControl: false });

  app.get("/assets/*", async (request, reply) => {
    const name = `assets/${(request.params as Readonly<Record<string, string>>)["*"] ?? ""}`;
    if (!/^[\w./-]+$/.test(name) || name.includes("..") || !existsSync(join(folders.built, name)))
      throw problem("REF_NOT_FOUND");
    const isHashed = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(name);
    return reply
      .header("cache-control", isHashed ? `public, max-age=${hashedForeverSeconds}, immutable` : "public, max-age=3600")
      .sendFile(name, { cacheControl: false });
  });

  // Below no folder, so that it may answer for every page; never kept, so that a browser learns of a new build at once.
  app.get("/shell-worker.js", async (_request, reply) => {
    if (!existsSync(join(folders.built, "shell-worker.js"))) throw problem("REF_NOT_FOUND");
    return reply.header("cache-control", "no-store").sendFile("shell-worker.js", { cacheControl: false });
  });

  for (const path of pagePaths) app.get(path, async (_request, reply) => sendPage(reply, folders));

  for (const name of ["openapi.json", "asyncapi.json"]) {
    const text = readFileSync(join(folders.documents, name), "utf8");
    app.get(`/api/${name}`, async (_request, reply) =>
      reply.type("application/json; charset=utf-8").serializer(String).send(text),
    );
  }

  app.get("/*", async (request, reply) => {
    if (!wantsPage(request)) throw problem("REF_NOT_FOUND");
    return sendPage(reply.code(404), folders);
  });
}

/** A person's browser asks for a page; programs, and everything below the interfaces, get a problem document. */
function wantsPage(request: FastifyRequest): boolean {
  const path = request.url;
  return (
    !/^\/(?:api|FHIR|health|local|assets)(?:\/|$|\?)/.test(path) && (request.headers.accept ?? "").includes("text/html")
  );
}

/** The sign-in page with what went wrong at sign-in, in words. It is in the page itself: not in an address, and not in the browser's store. */
export function sendSignInPage(reply: FastifyReply, folders: PageFolders, words: string): FastifyReply {
  if (!arePagesBuilt(folders)) throw problem("REF_UNAVAILABLE", { detail: words });
  const page = readFileSync(join(folders.built, "index.html"), "utf8");
  const said = `<meta name="sign-in-problem" content="${words.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")}" />`;
  return reply
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .serializer(String)
    .send(page.replace(/<\/title>/, (end) => `${end}${said}`));
}

function sendPage(reply: FastifyReply, folders: PageFolders): FastifyReply {
  if (!arePagesBuilt(folders))
    throw problem("REF_UNAVAILABLE", { detail: "The pages are not built: npm run build -w services/web." });
  return reply.header("cache-control", "no-store").sendFile("index.html", { cacheControl: false });
}
