// A real identity provider (oidc-provider) on this machine, for the demonstration: people of the role picker, one password, everything in memory.
// In: its address, the people, the product's addresses and secret. Out: a server that signs people in and tells the product when a session ends.
// Listens on this machine alone; keys and sessions are new after every start.
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { Provider, type Configuration } from "oidc-provider";
import { demonstrationPassword, loginPage, messagePage, signOutPage, type OfferedPerson } from "./pages.ts";
import { clientId, demonstrationAcr, managedDeviceClaim } from "./sign-in-environment.ts";

export interface SignInServerOptions {
  /** `http://127.0.0.1:port`; it listens on that port. */
  readonly issuer: string;
  readonly people: readonly OfferedPerson[];
  /** How a browser may name the product. */
  readonly origins: readonly string[];
  /** Where the product is told that a session ended. */
  readonly webUrl: string;
  readonly clientSecret: string;
}

export interface SignInServer {
  readonly issuer: string;
  readonly stop: () => Promise<void>;
}

/** A form of ours holds a person's id and a password. */
const mostFormBytes = 2_000;
const ofInteraction = /^\/interaction\/([\w-]{1,60})$/;

export async function startSignInServer(options: SignInServerOptions): Promise<SignInServer> {
  const provider = new Provider(options.issuer, await configurationOf(options));
  provider.on("backchannel.error", (_context, error) => console.error("The product could not be told:", error));
  const serve = provider.callback();
  const server = createServer((request, response) => {
    const uid = ofInteraction.exec((request.url ?? "").split("?", 1)[0] ?? "")?.[1];
    if (uid === undefined) {
      void serve(request, response);
      return;
    }
    askWho(provider, options.people, { request, response, uid }).catch((error: unknown) => {
      console.error(error);
      send(response, 400, messagePage("This sign-in is over", "Go back to urgent community response and begin again."));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(new URL(options.issuer).port), "127.0.0.1", resolve);
  });
  return {
    issuer: options.issuer,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly uid: string;
}

/** Shows who can sign in; with the right password it goes on to the product. */
async function askWho(provider: Provider, people: readonly OfferedPerson[], { request, response, uid }: Asked) {
  // Throws when this browser did not begin it, or too long ago.
  await provider.interactionDetails(request, response);
  const action = `/interaction/${uid}`;
  if (request.method !== "POST") return send(response, 200, loginPage({ action, people }));
  const form = new URLSearchParams(await bodyOf(request));
  const person = people.find(({ id }) => id === form.get("person"));
  if (person === undefined || form.get("password") !== demonstrationPassword) {
    const wrong = `That is not the password. It is: ${demonstrationPassword}`;
    return send(response, 401, loginPage({ action, people, wrong }));
  }
  await provider.interactionFinished(
    request,
    response,
    { login: { accountId: person.id, acr: demonstrationAcr, amr: ["pwd", "otp"], remember: false } },
    { mergeWithLastSubmission: false },
  );
  return undefined;
}

async function configurationOf(options: SignInServerOptions): Promise<Configuration> {
  const known = new Set(options.people.map(({ id }) => id));
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: options.clientSecret,
        token_endpoint_auth_method: "client_secret_post",
        redirect_uris: options.origins.map((origin) => `${origin}/sign-in/callback`),
        post_logout_redirect_uris: options.origins.map((origin) => `${origin}/sign-in`),
        response_types: ["code"],
        grant_types: ["authorization_code"],
        backchannel_logout_uri: `${options.webUrl}/sign-in/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: {
      keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: randomBytes(6).toString("hex") }],
    },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    pkce: { required: () => true },
    scopes: ["openid"],
    acrValues: [demonstrationAcr],
    claims: { openid: ["sub", managedDeviceClaim], acr: null, sid: null },
    conformIdTokenClaims: false,
    findAccount: (_context, id) =>
      known.has(id) ? { accountId: id, claims: () => ({ sub: id, [managedDeviceClaim]: true }) } : undefined,
    // The library never connects to a private address, and the product is on this very machine: it is the only one that is ever asked.
    fetch: (asked, { method, redirect, headers, body } = {}) => {
      const url = asked instanceof Request ? asked.url : new URL(asked).href;
      if (!url.startsWith(`${options.webUrl}/`)) throw new Error("Nothing but the product is asked.");
      return fetch(url, {
        method: method ?? "GET",
        redirect: redirect ?? "error",
        headers: headers ?? {},
        body: body ?? null,
      });
    },
    // Nobody is asked whether the product may know who they are: it is the organisation's own.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? "",
        accountId: oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => {
          context.body = messagePage("Signed out", "You can close this page.");
        },
      },
    },
    renderError: (context, { error }) => {
      context.type = "html";
      context.body = messagePage("This did not work", `The sign-in server refused the request: ${error}.`);
    },
    ttl: {
      Interaction: 600,
      Session: 12 * 3_600,
      Grant: 12 * 3_600,
      IdToken: 300,
      AccessToken: 60,
      AuthorizationCode: 60,
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > mostFormBytes) throw new Error("the form is too long");
  }
  return text;
}

function send(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    .end(html);
}
