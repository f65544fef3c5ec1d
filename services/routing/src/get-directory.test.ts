import { createDirectory, routesOf } from "@ucrt/domain";
import { directoryAnswer } from "@ucrt/schemas";
import { readDirectory } from "@ucrt/schemas/areas";
import {
  authenticateByInternalToken,
  createHttpServer,
  createLogger,
  generateInternalKeys,
  mintInternalToken,
  readSigningKey,
  readVerifyingKeys,
} from "@ucrt/service";
import { fakeClock } from "@ucrt/testing";
import { expect, test } from "vitest";
import { addDirectoryRoute } from "./get-directory.ts";

const clock = fakeClock(Date.parse("2026-12-01T18:30:00Z"));

async function server() {
  const keys = await generateInternalKeys();
  const app = await createHttpServer({
    routes: routesOf("routing"),
    logger: createLogger({ service: "routing-test", level: "fatal" }),
    ready: () => ({ ready: true }),
    authenticate: authenticateByInternalToken({ keys: await readVerifyingKeys(keys.publicKey), clock, mode: "local" }),
  });
  addDirectoryRoute(app, { directory: createDirectory(readDirectory("mid-and-south-essex")), clock });
  const token = await mintInternalToken(
    { subject: "crew-1", name: "A crew", role: "crew", organisation: "RYC" },
    { key: await readSigningKey(keys.privateKey), clock },
  );
  return { app, token };
}

test("answers places, teams, services and practices with who is open now", async () => {
  const { app, token } = await server();
  const answer = await app.inject({
    method: "GET",
    url: "/api/directory",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.statusCode).toBe(200);
  const seen = directoryAnswer.parse(answer.json());
  expect(seen).toMatchObject({
    area: "mid-and-south-essex",
    isDemonstration: false,
    approver: "none, demonstration only",
  });
  expect(seen.places.map((place) => place.id)).toEqual([
    "basildon-and-brentwood",
    "mid-essex",
    "south-east-essex",
    "thurrock",
  ]);
  expect(seen.teams.find((team) => team.id === "ucrt-thurrock")).toMatchObject({
    phone: "01632 960104",
    providerName: "North East London NHS Foundation Trust",
    isOpen: true,
    takesTwoHourReferrals: false,
    closesAt: Date.parse("2026-12-01T20:00:00Z"),
    lastTwoHourReferralAt: Date.parse("2026-12-01T18:00:00Z"),
  });
  expect(seen.services.find((service) => service.id === "nhs-111-mental-health")).toMatchObject({
    phone: "111",
    isOpen: true,
    closesAt: null,
  });
  expect(seen.practices).toHaveLength(24);
  expect(seen.organisations).toContainEqual({
    ods: "RYC",
    name: "East of England Ambulance Service NHS Trust",
    kind: "ambulance-trust",
  });
});

test("answers nobody who is not signed in", async () => {
  const { app } = await server();
  expect((await app.inject({ method: "GET", url: "/api/directory" })).statusCode).toBe(401);
});
