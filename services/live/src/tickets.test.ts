import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { ticketFrame } from "@ucrt/schemas";
import { createTickets, type Ticket } from "./tickets.ts";

const key = randomBytes(32);
const ticket: Ticket = {
  viewer: { subject: "spa-1", role: "spa-clinician", organisation: "QH8", team: "north" },
  origin: "http://localhost:7000",
  sessionId: "s-1",
};

test("a ticket counts once, for 30 seconds, and says who it is for", () => {
  const tickets = createTickets(key);
  const text = tickets.give(ticket, 1_000);
  expect(tickets.take(text, 2_000)).toEqual(ticket);
  expect(tickets.take(text, 2_000)).toBeUndefined();
  const late = tickets.give(ticket, 1_000);
  expect(tickets.take(late, 31_000)).toBeUndefined();
});

test("it counts on another instance with the same key, and on none with another", () => {
  const text = createTickets(key).give(ticket, 0);
  expect(createTickets(key).take(text, 1)).toEqual(ticket);
  expect(createTickets(randomBytes(32)).take(text, 1)).toBeUndefined();
});

test("a changed, cut or invented ticket does not count", () => {
  const tickets = createTickets(key);
  const text = tickets.give(ticket, 0);
  const swapped = `${text.slice(0, 30)}${text[30] === "A" ? "B" : "A"}${text.slice(31)}`;
  for (const wrong of [swapped, text.slice(0, -3), "", "x", "a".repeat(500), "..."])
    expect(tickets.take(wrong, 1)).toBeUndefined();
  expect(tickets.take(text, 1)).toEqual(ticket);
});

test("no two are alike, none shows its holder, and the longest fits its frame", () => {
  const tickets = createTickets(key);
  const long: Ticket = {
    viewer: { subject: "s".repeat(100), role: "spa-coordinator", organisation: "ABCDEFGH", team: "t".repeat(60) },
    origin: `https://${"o".repeat(90)}`,
    sessionId: "i".repeat(16),
  };
  const texts = [tickets.give(long, 0), tickets.give(long, 0)];
  expect(texts[0]).not.toBe(texts[1]);
  for (const text of texts) {
    expect(Buffer.from(text, "base64url").toString("latin1")).not.toContain("spa-coordinator");
    expect(ticketFrame.safeParse({ type: "ticket", ticket: text }).success).toBe(true);
  }
});
