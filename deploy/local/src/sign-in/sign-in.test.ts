// Signing in through a real identity provider on loopback, without a screen: what comes of it, and what must not.
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyInternalToken, systemClock } from "@ucrt/service";
import { waitFor } from "@ucrt/testing";
import { demonstrationPeople } from "@ucrt/web/src/sign-in/demonstration-people.ts";
import type { ProviderSettings } from "@ucrt/web/src/sign-in/provider-settings.ts";
import {
  fromOwnPage,
  ownOrigin,
  standBehind,
  startWeb,
  type Behind,
  type WebForTests,
} from "@ucrt/web/src/web-for-tests.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../ports.ts";
import { testBrowser, type TestBrowser } from "./browser-for-tests.ts";
import { demonstrationPassword } from "./pages.ts";
import { peopleFileIn, writePeopleFile } from "./people-file.ts";
import { clientId, demonstrationAcr, managedDeviceClaim } from "./sign-in-environment.ts";
import { startSignInServer, type SignInServer } from "./sign-in-server.ts";

const clientSecret = "a secret of this test";
const folder = mkdtempSync(join(tmpdir(), "ucrt-sign-in-"));
const peopleFile = peopleFileIn(folder);
let behind: Behind;
let provider: SignInServer;
let web: WebForTests;
/** The same provider and list, but a level of sign-in that this provider does not reach. */
let stricterWeb: WebForTests;

beforeAll(async () => {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  writePeopleFile({ folder, area: "demo", issuer, nowMs: Date.now() });
  // Stands where a service would, and looks at tokens as a service does.
  behind = await standBehind((request, response) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    void verifyInternalToken(token, { keys: web.keys, clock: systemClock, mode: "local" }).then((principal) =>
      response.writeHead(principal === undefined ? 401 : 200).end(JSON.stringify(principal ?? {})),
    );
  });
  const settings: ProviderSettings = {
    issuer,
    clientId,
    proof: { kind: "secret", secret: clientSecret },
    scopes: "openid",
    acrValues: [demonstrationAcr],
    managedDevice: { claim: managedDeviceClaim, value: "true" },
    allowsPlainHttp: true,
  };
  web = await startWeb(behind.url, { signIn: { provider: settings, peopleFile } });
  stricterWeb = await startWeb(behind.url, {
    signIn: { provider: { ...settings, acrValues: ["urn:example:hardware-key"] }, peopleFile },
  });
  provider = await startSignInServer({
    issuer,
    people: demonstrationPeople("demo").map(({ id, group, words, principal: { name } }) => ({
      id,
      group,
      words,
      name,
    })),
    origins: [ownOrigin],
    webUrl: web.url,
    clientSecret,
  });
});
afterAll(async () => {
  await provider.stop();
  await Promise.all([web.app.close(), stricterWeb.app.close(), behind.close()]);
  rmSync(folder, { recursive: true });
});

const browser = (listensAt = web.url): TestBrowser => testBrowser({ origin: ownOrigin, listensAt });
const callback = `${ownOrigin}/sign-in/callback`;

/** Begins at our sign-in and goes as far as the provider's login page. */
async function toLoginPage(person: TestBrowser, query = "") {
  const login = await person.get(`${ownOrigin}/sign-in/start${query}`);
  expect(login.text).toContain("Demonstration sign-in");
  return login.url.href;
}

async function signInAs(id: string, person = browser(), query = "") {
  const landed = await person.post(await toLoginPage(person, query), { person: id, password: demonstrationPassword });
  return { person, landed };
}

async function sessionOf(person: TestBrowser) {
  const answer = await fetch(`${web.url}/session`, { headers: { cookie: person.cookieHeader() } });
  return (await answer.json()) as { principal: { name: string; role: string } | null };
}
const queueOf = (person: TestBrowser) =>
  fetch(`${web.url}/api/queue`, { headers: { cookie: person.cookieHeader(), "sec-fetch-site": "same-origin" } });

describe("signing in at the identity provider", () => {
  it("lands where one wanted to go, as who the list says, with a cookie that no script and no other site can use", async () => {
    const { person, landed } = await signInAs(
      "spa-clinician",
      browser(),
      "?to=/referrals/00000000-0000-4000-8000-000000000000",
    );
    expect(landed.url.pathname).toBe("/referrals/00000000-0000-4000-8000-000000000000");
    expect(landed.url.search).toBe("");
    expect(await sessionOf(person)).toMatchObject({
      principal: { name: "Morgan Sample", role: "spa-clinician", registration: { body: "NMC" } },
    });
    expect(await (await queueOf(person)).json()).toMatchObject({
      subject: "local:spa-clinician",
      role: "spa-clinician",
    });
    const session = person.cookiesSet.find((set) => set.startsWith("ucrt-session="));
    expect(session).toMatch(/; HttpOnly/);
    expect(session).toMatch(/; SameSite=Strict/);
    expect(person.cookiesSet.find((set) => set.startsWith("ucrt-sign-in="))).toMatch(/HttpOnly; SameSite=Lax/);
    expect(person.cookie("ucrt-sign-in")).toBeUndefined();
  });

  it("ends the session that the browser had before", async () => {
    const { person } = await signInAs("crew");
    const before = person.cookieHeader();
    await signInAs("crew", person, "?again=yes");
    expect(await sessionOf(person)).toMatchObject({ principal: { role: "crew" } });
    const old = await fetch(`${web.url}/session`, { headers: { cookie: before } });
    expect(await old.json()).toMatchObject({ principal: null });
  });

  it("does not go where a foreign address would lead it", async () => {
    for (const to of [
      "//evil.example/",
      "https://evil.example",
      "/\\evil.example",
      "/sign-in/start",
      "/board?a=%0d%0a",
    ])
      expect((await signInAs("crew", browser(), `?to=${encodeURIComponent(to)}`)).landed.url.href, to).toBe(
        `${ownOrigin}/`,
      );
  });

  it("asks for PKCE with S256, a state and a nonce, and leaves nothing of them in our log", async () => {
    const person = browser();
    const asked = await person.getUpTo(`${ownOrigin}/sign-in/start`, provider.issuer);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: callback,
      scope: "openid",
      acr_values: demonstrationAcr,
    });
    for (const name of ["state", "nonce", "code_challenge"])
      expect(asked.searchParams.get(name)?.length, name).toBeGreaterThan(30);
    const back = await codeFor(person, asked.href);
    await person.get(back.href);
    expect(await sessionOf(person)).toMatchObject({ principal: { role: "crew" } });
    for (const secret of [
      back.searchParams.get("code"),
      asked.searchParams.get("state"),
      person.cookie("ucrt-session"),
    ])
      expect(web.logged()).not.toContain(secret);
    expect(web.logged()).not.toMatch(/eyJ|Rowan/);
  });

  it("says in words whom to ask when somebody is not on the list, and signs nobody in", async () => {
    change((text) => text.replace("subject: operator\n", "subject: somebody-else\n"));
    await waitFor(() => web.logged().includes("the list of people has changed"), "the change to be seen");
    const { person, landed } = await signInAs("operator");
    expect(landed.status).toBe(403);
    expect(landed.text).toContain("you are not on the list of people who work with this service");
    expect(landed.text).toContain("Ask whoever started this demonstration");
    expect(await sessionOf(person)).toMatchObject({ principal: null });
  });

  it("N10: refuses a level of sign-in that is not enough, in words", async () => {
    const person = browser(stricterWeb.url);
    const { landed } = await signInAs("spa-clinician", person);
    expect(landed.status).toBe(403);
    expect(landed.text).toMatch(/A stronger sign-in is needed/);
    expect(person.cookie("ucrt-session")).toBeUndefined();
    const program = await fetch(`${stricterWeb.url}/sign-in/callback?code=a&state=b`);
    expect([program.status, await program.json()]).toMatchObject([400, { code: "REF_BAD_REQUEST" }]);
  });

  it("N11: somebody who was struck off a moment ago is out, and a change of role holds at once", async () => {
    const [{ person: struckOff }, { person: moved }] = [await signInAs("service-lead"), await signInAs("commissioner")];
    expect((await queueOf(struckOff)).status).toBe(200);
    change((text) =>
      text
        .replace("subject: service-lead\n", "subject: service-lead\n    isDisabled: true\n")
        .replace("role: commissioner\n", "role: privacy-officer\n"),
    );
    await waitFor(async () => (await queueOf(struckOff)).status === 401, "who was struck off to be nobody", 20_000);
    expect(await (await queueOf(moved)).json()).toMatchObject({ role: "privacy-officer" });
  });
});

describe("what a sign-in must not be", () => {
  it("N14: begun in one browser and ended in another", async () => {
    const [victim, attacker] = [browser(), browser()];
    const back = await codeFor(attacker, (await attacker.getUpTo(`${ownOrigin}/sign-in/start`, provider.issuer)).href);
    const without = await victim.get(back.href);
    expect([without.status, victim.cookie("ucrt-session")]).toEqual([400, undefined]);
    expect(without.text).toContain("This sign-in does not belong to this browser");
    // With a transaction of its own the state does not fit ...
    await victim.getUpTo(`${ownOrigin}/sign-in/start`, provider.issuer);
    expect((await victim.get(back.href)).status).toBe(400);
    // ... and where the state is made to fit, the provider asks for the verifier of the browser that began.
    const own = await victim.getUpTo(`${ownOrigin}/sign-in/start`, provider.issuer);
    back.searchParams.set("state", own.searchParams.get("state") ?? "");
    expect((await victim.get(back.href)).status).toBe(400);
    expect(await sessionOf(victim)).toMatchObject({ principal: null });
  });

  it("N14: used twice, given up, or with a cookie that somebody made", async () => {
    const person = browser();
    const back = await codeFor(person, (await person.getUpTo(`${ownOrigin}/sign-in/start`, provider.issuer)).href);
    expect((await person.get(back.href)).status).toBe(200);
    expect((await person.get(back.href)).status).toBe(400);
    const asked = await person.getUpTo(`${ownOrigin}/sign-in/start`, provider.issuer);
    const givenUp = await person.get(
      `${callback}?error=access_denied&state=${asked.searchParams.get("state") ?? ""}&iss=${encodeURIComponent(provider.issuer)}`,
    );
    expect([givenUp.status, givenUp.text]).toEqual([401, expect.stringContaining("was not finished")]);
    const made = await fetch(`${web.url}/sign-in/callback?code=a&state=b`, {
      headers: { cookie: "ucrt-sign-in=a.b.c.d.e" },
    });
    expect(made.status).toBe(400);
  });

  it("N15: leaned on by a page of another site", async () => {
    const { person } = await signInAs("spa-coordinator");
    for (const path of ["/sign-out", "/api/referrals/search", "/sign-in"]) {
      const foreign = await fetch(`${web.url}${path}`, {
        method: "POST",
        headers: {
          cookie: person.cookieHeader(),
          origin: "https://evil.example",
          ...(path === "/sign-out" ? {} : { "content-type": "application/json" }),
        },
        body: path === "/sign-out" ? null : '{"person":"crew"}',
      });
      expect(foreign.status, path).toBe(403);
    }
    expect(await sessionOf(person)).toMatchObject({ principal: { role: "spa-coordinator" } });
  });

  it("N16: replaced by headers that claim somebody", async () => {
    const { person } = await signInAs("crew");
    const forged = {
      "x-user": "admin",
      "x-role": "spa-clinician",
      "x-forwarded-for": "10.0.0.1",
      "x-forwarded-host": "evil.example",
    };
    const answer = await fetch(`${web.url}/api/queue`, {
      headers: { cookie: person.cookieHeader(), "sec-fetch-site": "same-origin", ...forged },
    });
    expect(await answer.json()).toMatchObject({ role: "crew" });
    const start = await fetch(`${web.url}/sign-in/start`, { redirect: "manual", headers: forged });
    expect(start.headers.get("location")).not.toContain("evil");
  });

  it("N08: an ID token of the provider shown as an access token, or as a logout token", async () => {
    const idToken = await idTokenOfProvider();
    const asAccess = await fetch(`${web.url}/api/queue`, { headers: { authorization: `Bearer ${idToken}` } });
    expect(asAccess.status).toBe(401);
    const asLogout = await fetch(`${web.url}/sign-in/back-channel-logout`, {
      method: "POST",
      body: new URLSearchParams({ logout_token: idToken }),
    });
    expect(asLogout.status).toBe(400);
  });
});

describe("the sign-in server of the demonstration", () => {
  it("refuses to run outside local mode", () => {
    const script = fileURLToPath(new URL("main.ts", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script], {
      env: { ...process.env, MODE: "production" },
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([78, expect.stringContaining("for MODE=local only")]);
  });

  it("lets nobody in with another password", async () => {
    const person = browser();
    const refused = await person.post(await toLoginPage(person), { person: "crew", password: "guessed" });
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining("That is not the password")]);
  });
});

describe("signing out", () => {
  it("leads on to the provider and ends the session there as well, so that the next sign-in asks who it is", async () => {
    const { person } = await signInAs("spa-coordinator");
    const answer = await fetch(`${web.url}/sign-out`, {
      method: "POST",
      headers: { cookie: person.cookieHeader(), ...fromOwnPage },
    });
    const { continueAt } = (await answer.json()) as { continueAt: string };
    expect(continueAt.startsWith(provider.issuer)).toBe(true);
    expect(continueAt).not.toMatch(/eyJ|hint/);
    expect(await sessionOf(person)).toMatchObject({ principal: null });
    const landed = await confirmSignOut(person, continueAt);
    expect(landed.href).toBe(`${ownOrigin}/sign-in`);
    await toLoginPage(person);
  });

  it("N12: at the provider ends the session here, by the back channel, and no other person's", async () => {
    const [{ person: leaving }, { person: staying }] = [await signInAs("crew"), await signInAs("crew-second")];
    const url = new URL("/session/end", provider.issuer);
    url.searchParams.set("client_id", clientId);
    url.searchParams.set("post_logout_redirect_uri", `${ownOrigin}/sign-in`);
    await confirmSignOut(leaving, url.href);
    await waitFor(async () => (await queueOf(leaving)).status === 401, "the cookie to be dead", 20_000);
    expect((await queueOf(staying)).status).toBe(200);
  });
});

async function confirmSignOut(person: TestBrowser, url: string): Promise<URL> {
  const asked = await person.get(url);
  expect(asked.text).toContain("Sign out here as well?");
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.text)?.[1] ?? "";
  const action = /action="([^"]+)"/.exec(asked.text)?.[1] ?? "";
  return (await person.post(new URL(action, asked.url).href, { xsrf, logout: "yes" })).url;
}

/** Signs a crew in at the provider and stops before the browser comes back to us. */
async function codeFor(person: TestBrowser, authorize: string): Promise<URL> {
  const login = await person.get(authorize);
  return person.postUpTo(login.url.href, { person: "crew", password: demonstrationPassword }, callback);
}

/** As a client of its own would get one: the provider's real token, with nothing of ours in between. */
async function idTokenOfProvider(): Promise<string> {
  const verifier = randomBytes(32).toString("base64url");
  const authorize = new URL("/auth", provider.issuer);
  authorize.search = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    scope: "openid",
    redirect_uri: callback,
    state: "s",
    nonce: "n",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString();
  const back = await codeFor(browser(), authorize.href);
  const answer = await fetch(`${provider.issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: back.searchParams.get("code") ?? "",
      redirect_uri: callback,
      client_id: clientId,
      client_secret: clientSecret,
      code_verifier: verifier,
    }),
  });
  return ((await answer.json()) as { id_token: string }).id_token;
}

function change(edit: (text: string) => string): void {
  const before = readFileSync(peopleFile, "utf8");
  const after = edit(before);
  if (after === before) throw new Error("nothing was changed");
  writeFileSync(peopleFile, after);
}
