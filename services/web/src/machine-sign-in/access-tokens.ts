/**
 * Access tokens of sending systems: good at the public origin and nowhere behind it.
 * In: a client id (give), an Authorization header (callerOf). Out: a JWT for ten minutes (RFC 9068), or the system it stands for, as the list has it now.
 * Signed with the key of internal tokens, but of another type and for another audience: services refuse it, and `web` takes no internal token for one.
 * A request that shows one goes on with an internal token of 60 s, as that of a person does.
 */
import { randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import type { Principal } from "@ucrt/schemas";
import { toleranceSeconds, type Clock, type SigningKey, type VerifyingKeys } from "@ucrt/service";
import type { SystemsList } from "./systems-file.ts";

export const accessTokenSeconds = 10 * 60;
const algorithm = "EdDSA";
const type = "at+jwt";
const issuer = "urn:ucrt:web";
const audience = "urn:ucrt:public-origin";

export interface AccessTokens {
  readonly give: (clientId: string) => Promise<string>;
  /** The system whose valid token the header shows; undefined for everything else. */
  readonly callerOf: (authorization: string) => Promise<Principal | undefined>;
}

export function createAccessTokens(options: {
  readonly signingKey: SigningKey;
  readonly verifyingKeys: VerifyingKeys;
  readonly clock: Clock;
  readonly systems: () => SystemsList;
}): AccessTokens {
  const { signingKey, verifyingKeys, clock, systems } = options;
  return {
    give: (clientId) => {
      const issuedAt = Math.floor(clock.nowMs() / 1000);
      return new SignJWT({ client_id: clientId })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: signingKey.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(clientId)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessTokenSeconds)
        .sign(signingKey.key);
    },
    callerOf: async (authorization) => {
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
      if (token === undefined) return undefined;
      try {
        const { payload } = await jwtVerify(
          token,
          ({ kid }) => {
            const key = kid === undefined ? undefined : verifyingKeys.get(kid);
            if (key === undefined) throw new errors.JWKSNoMatchingKey();
            return key;
          },
          {
            algorithms: [algorithm],
            issuer,
            audience,
            typ: type,
            clockTolerance: toleranceSeconds,
            currentDate: new Date(clock.nowMs()),
            maxTokenAge: accessTokenSeconds,
            requiredClaims: ["sub", "exp"],
          },
        );
        return systems().byClientId.get(payload.sub ?? "")?.principal;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
