// A token for one person of the driver, asked for once. In: the front door, an identity. Out: the token's text; a failed sign-in is tried again with the
// next call. Local mode only, as the token endpoint is.
import type { Identity } from "../simulation/person-at-work.ts";

const timeoutMs = 10_000;

/** The function throws when nobody signs the person in within 10 s. */
export function signedIn(webUrl: string, identity: Identity): () => Promise<string> {
  let token: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const response = await fetch(`${webUrl}/local/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(identity),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`No token for ${identity.role}: ${response.status}`);
    return ((await response.json()) as { readonly token: string }).token;
  };
  return () => {
    token ??= ask().catch((error: unknown) => {
      token = undefined;
      throw error;
    });
    return token;
  };
}
