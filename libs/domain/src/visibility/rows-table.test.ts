import { role, type Principal, type Role } from "@ucrt/schemas";
import { describe, expect, test } from "vitest";
import { mayView, mayViewBoard, mayViewFeeds, scopesThatView, viewScope, type ViewedRow } from "./rows-table.ts";

const offer = {
  offerId: "00000000-0000-4000-8000-000000000001",
  team: "north",
  lapsesAt: 0,
  seen: false,
  isMutualAid: false,
};
const rows = {
  new: { submitter: "crew-1", senderOrganisation: "RYC", onBehalfOf: null, team: null, offer: null },
  offered: { submitter: "crew-1", senderOrganisation: "RYC", onBehalfOf: null, team: null, offer },
  accepted: { submitter: "crew-1", senderOrganisation: "RYC", onBehalfOf: null, team: "north", offer: null },
  phoned: { submitter: null, senderOrganisation: "QH8", onBehalfOf: "SYN901", team: null, offer: null },
} as const satisfies Record<string, ViewedRow>;
type RowName = keyof typeof rows;

const who = (given: Partial<Principal> & { readonly role: Role }): Principal => ({
  subject: "nobody-in-particular",
  name: "Somebody",
  organisation: "XXX",
  ...given,
});

/** The whole table: a role that is missing here does not compile. */
const seen = {
  crew: [
    [who({ role: "crew", subject: "crew-1" }), ["new", "offered", "accepted"]],
    [who({ role: "crew", subject: "crew-2", organisation: "RYC" }), []],
  ],
  referrer: [
    [who({ role: "referrer", subject: "crew-1" }), ["new", "offered", "accepted"]],
    [who({ role: "referrer" }), []],
  ],
  "referrer-desk": [
    [who({ role: "referrer-desk", organisation: "RYC" }), ["new", "offered", "accepted"]],
    [who({ role: "referrer-desk", organisation: "SYN901" }), ["phoned"]],
  ],
  "spa-coordinator": [[who({ role: "spa-coordinator" }), ["new", "offered", "accepted", "phoned"]]],
  "spa-clinician": [[who({ role: "spa-clinician" }), ["new", "offered", "accepted", "phoned"]]],
  "service-lead": [[who({ role: "service-lead" }), ["new", "offered", "accepted", "phoned"]]],
  "ucrt-clinician": [
    [who({ role: "ucrt-clinician", team: "north" }), ["offered", "accepted"]],
    [who({ role: "ucrt-clinician", team: "south" }), []],
    [who({ role: "ucrt-clinician" }), []],
  ],
  "ucrt-lead": [
    [who({ role: "ucrt-lead", team: "north" }), ["offered", "accepted"]],
    [who({ role: "ucrt-lead" }), []],
  ],
  commissioner: [[who({ role: "commissioner", organisation: "RYC", subject: "crew-1", team: "north" }), []]],
  "privacy-officer": [[who({ role: "privacy-officer", organisation: "RYC", subject: "crew-1", team: "north" }), []]],
  operator: [[who({ role: "operator", organisation: "RYC", subject: "crew-1", team: "north" }), []]],
  feed: [[who({ role: "feed", organisation: "RYC", subject: "crew-1", team: "north" }), []]],
} as const satisfies Record<Role, readonly (readonly [Principal, readonly RowName[]])[]>;

describe.each(role.options)("%s", (name) => {
  test("sees exactly the rows of the table", () => {
    for (const [viewer, visible] of seen[name]) {
      const actual = (Object.keys(rows) as RowName[]).filter((row) => mayView(viewer, rows[row]));
      expect(actual).toEqual(visible);
      if (visible.length > 0) expect(mayViewBoard(viewer)).toBe(true);
    }
  });
});

test("a row's scopes are those of exactly the people who may see it", () => {
  const everybody = Object.values(seen).flatMap((people) => people.map(([viewer]): Principal => viewer));
  for (const row of Object.values(rows)) {
    const scopes = scopesThatView(row);
    for (const viewer of everybody) expect(scopes.has(viewScope(viewer)), viewScope(viewer)).toBe(mayView(viewer, row));
  }
});

test("the feeds' state is for those who run the desk", () => {
  expect(role.options.filter((name) => mayViewFeeds(who({ role: name })))).toEqual([
    "spa-coordinator",
    "spa-clinician",
    "service-lead",
  ]);
});

test("the scope changes with whatever decides what is seen, and with nothing else", () => {
  expect(viewScope(who({ role: "ucrt-lead", team: "north" }))).toBe(
    viewScope(who({ role: "ucrt-clinician", team: "north", subject: "other" })),
  );
  expect(viewScope(who({ role: "ucrt-lead", team: "north" }))).not.toBe(
    viewScope(who({ role: "ucrt-lead", team: "south" })),
  );
  expect(viewScope(who({ role: "crew", subject: "a" }))).not.toBe(viewScope(who({ role: "crew", subject: "b" })));
  expect(viewScope(who({ role: "operator" }))).not.toBe(viewScope(who({ role: "spa-clinician" })));
});

test("N22: a socket that was opened in a team is bound to another scope once its person is in no team, or in another", () => {
  const nurse = who({ role: "ucrt-clinician", team: "north" });
  const { team: _team, ...removed } = nurse;
  for (const now of [removed, { ...nurse, team: "south" }]) {
    expect(viewScope(now)).not.toBe(viewScope(nurse));
    expect(mayView(now, rows.accepted)).toBe(false);
  }
});
