import { afterAll, beforeAll, expect, it } from "vitest";
import { signIn, standBehind, startWeb, type Behind, type WebForTests } from "../web-for-tests.ts";

let behind: Behind;
let web: WebForTests;
beforeAll(async () => {
  behind = await standBehind((_request, response) => response.end());
  web = await startWeb(behind.url);
});
afterAll(async () => {
  await web.app.close();
  await behind.close();
});

const asked = async (person: string | undefined) => {
  const headers: Record<string, string> = person === undefined ? {} : { cookie: await signIn(web.url, person) };
  const response = await fetch(`${web.url}/session/colleagues`, { headers });
  return {
    status: response.status,
    body: (await response.json()) as { readonly people?: readonly { name: string }[] },
  };
};

it("names the registered people of a shift lead's own team, and nobody else's", async () => {
  const { status, body } = await asked("ucrt-lead:ucrt-basildon-brentwood");
  expect(status).toBe(200);
  expect(body.people?.map(({ name }) => name)).toEqual(["Ash Sample", "Bay Sample"]);
});

it("answers no other role", async () => {
  for (const person of ["ucrt-clinician:ucrt-basildon-brentwood", "spa-coordinator", "commissioner"])
    expect((await asked(person)).status, person).toBe(403);
  expect((await asked(undefined)).status).toBe(401);
});
