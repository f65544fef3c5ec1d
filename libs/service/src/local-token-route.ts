/**
 * `POST /local/tokens`: a token for any role, for people and programs on this machine.
 * In: a principal without its subject. Out: a token for 12 h that only local mode accepts.
 * Exists only when MODE=local, and answers only a peer on this machine that asked for this machine by name; 404 otherwise.
 */
import { isIP } from "node:net";
import { principal, role } from "@ucrt/schemas";
import { z } from "zod";
import type { Clock } from "./clock.ts";
import { problem } from "./errors.ts";
import type { HttpServer } from "./http-server.ts";
import { localTokenSeconds, mintInternalToken } from "./internal-tokens.ts";
import type { SigningKey, TokenMode } from "./internal-tokens.ts";

const localTokenBody = principal
  .omit({ subject: true, sessionId: true })
  .extend({ role, subject: principal.shape.subject.optional() });
const localTokenAnswer = z.strictObject({ token: z.string(), expiresInSeconds: z.number().int(), subject: z.string() });

/** Mounts the route in local mode; does nothing in production. */
export function localTokenRoute(
  app: HttpServer,
  options: { readonly mode: TokenMode; readonly key: SigningKey; readonly clock: Clock },
): void {
  if (options.mode !== "local") return;
  app.post(
    "/local/tokens",
    { config: { access: "public" }, schema: { body: localTokenBody, response: { 200: localTokenAnswer } } },
    async (request) => {
      if (!isThisMachine(request.socket.remoteAddress) || !isLocalHost(request.headers.host))
        throw problem("REF_NOT_FOUND");
      const subject =
        request.body.subject ??
        `local:${request.body.role}:${request.body.name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`.slice(0, 100);
      const token = await mintInternalToken(
        { ...request.body, subject },
        { key: options.key, clock: options.clock, local: true },
      );
      return { token, expiresInSeconds: localTokenSeconds, subject };
    },
  );
}

function isThisMachine(address: string | undefined): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}

/** A foreign page that points its own name at 127.0.0.1 still sends its own name. */
function isLocalHost(host: string | undefined): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host ?? "");
}
