/**
 * What `web` has to remember between sending somebody to the identity provider and their coming back.
 * In: a transaction. Out: a cookie of ten minutes, and the transaction again. Sealed with a key of this process, so that it cannot be read or made
 * elsewhere. Why a cookie of its own: coming back from the provider is a navigation from another site, on which a browser sends no SameSite=Strict
 * cookie. This one is Lax and opens nothing: it only proves that the browser which comes back is the one that left. The session cookie stays Strict;
 * the browser stores it from the answer to the callback, and sends it from the next request that our own page makes.
 */
import { randomBytes } from "node:crypto";
import { EncryptJWT, errors, jwtDecrypt } from "jose";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "@ucrt/service";
import { z } from "zod";

const transaction = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Our origin as the browser knows it; the provider sends it back there. */
  origin: z.string(),
  /** The page somebody wanted, a path of ours. */
  wanted: z.string().optional(),
  /** The session this browser had when it left; its cookie does not come along on the way back. */
  sessionBefore: z.string().optional(),
});
export type Transaction = z.output<typeof transaction>;

/** Time to sign in at the provider, with a second step. */
const lifeSeconds = 10 * 60;

export interface Transactions {
  readonly keep: (reply: FastifyReply, transaction: Transaction) => Promise<void>;
  /** The transaction of this browser, once: the cookie is taken away with the answer. */
  readonly take: (request: FastifyRequest, reply: FastifyReply) => Promise<Transaction | undefined>;
}

/** Transactions of this process. A restart forgets them: those who are just signing in do it again. */
export function createTransactions({
  isSecure,
  clock,
}: {
  readonly isSecure: boolean;
  readonly clock: Clock;
}): Transactions {
  const key = randomBytes(32);
  const name = isSecure ? "__Host-ucrt-sign-in" : "ucrt-sign-in";
  const attributes = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure } as const;
  return {
    keep: async (reply, kept) => {
      const sealed = await new EncryptJWT(kept)
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setExpirationTime(Math.floor(clock.nowMs() / 1000) + lifeSeconds)
        .encrypt(key);
      void reply.setCookie(name, sealed, { ...attributes, maxAge: lifeSeconds });
    },
    take: async (request, reply) => {
      const sealed = request.cookies[name];
      if (sealed === undefined) return undefined;
      void reply.clearCookie(name, attributes);
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          keyManagementAlgorithms: ["dir"],
          contentEncryptionAlgorithms: ["A256GCM"],
          requiredClaims: ["exp"],
          currentDate: new Date(clock.nowMs()),
        });
        return transaction.parse(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
