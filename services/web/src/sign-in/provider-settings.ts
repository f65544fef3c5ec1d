/**
 * What `web` is told about the identity provider, as one object. In: the checked configuration. Out: settings, or undefined where none is named.
 * Reads the private key; never keeps a secret in a message.
 */
import { importJWK, type CryptoKey, type JWK } from "jose";
import type { WebConfig } from "../config.ts";

export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly proof: ClientProof;
  /** Separated by spaces; `openid` is among them. */
  readonly scopes: string;
  /** Asked for, and any of them is enough; empty asks for none. Separated by spaces. */
  readonly acrValues: readonly string[];
  /** The claim that says the device is managed by the trust, and its value. */
  readonly managedDevice?: { readonly claim: string; readonly value: string };
  /** Plain http, for a provider on this machine. Local mode only. */
  readonly allowsPlainHttp: boolean;
}

/** How `web` proves to the provider which client it is. */
export type ClientProof =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "key"; readonly key: CryptoKey; readonly kid: string | undefined };

/** The settings of the configuration; undefined when no provider is named, which only local mode allows. */
export async function readProviderSettings(config: WebConfig): Promise<ProviderSettings | undefined> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_MANAGED_DEVICE_CLAIM: managed } = config;
  if (issuer === undefined || clientId === undefined) return undefined;
  return {
    issuer,
    clientId,
    proof: await readProof(config),
    scopes: config.OIDC_SCOPES,
    acrValues: config.OIDC_ACR_VALUES,
    ...(managed === undefined ? {} : { managedDevice: managed }),
    allowsPlainHttp: config.MODE === "local",
  };
}

async function readProof(config: WebConfig): Promise<ClientProof> {
  const { OIDC_CLIENT_PRIVATE_KEY: text, OIDC_CLIENT_SECRET: secret } = config;
  if (text !== undefined) return readKey(text);
  if (secret === undefined) throw new Error("Neither OIDC_CLIENT_SECRET nor OIDC_CLIENT_PRIVATE_KEY is set.");
  return { kind: "secret", secret };
}

async function readKey(text: string): Promise<ClientProof> {
  try {
    const jwk = JSON.parse(Buffer.from(text, "base64").toString("utf8")) as JWK;
    const key = await importJWK(jwk);
    if (key instanceof Uint8Array || key.type !== "private") throw new Error("not a private key");
    return { kind: "key", key, kid: jwk.kid };
  } catch {
    // No cause: the text is a secret and parsers quote what they read.
    throw new Error("OIDC_CLIENT_PRIVATE_KEY cannot be read: give base64 of a private JWK that names its alg.");
  }
}
