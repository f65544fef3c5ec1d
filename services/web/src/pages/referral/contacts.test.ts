// In which order people around the patient are rung.
import { expect, it } from "vitest";
import { inOrderOfRank } from "./contacts.ts";

const son = { name: "A Son", phone: "01632 960001", rank: 2 };
const daughter = { name: "A Daughter", phone: "01632 960002", rank: 1 };
const neighbour = { name: "A Neighbour", phone: "01632 960003", rank: 7 };

it("names who is rung first, whatever order they came in", () => {
  const shown = inOrderOfRank([son, neighbour, daughter]).map(({ contact, rank }) => `${rank}: ${contact.name}`);
  expect(shown).toEqual(["Ring first: A Daughter", "Ring second: A Son", "Ring 7th: A Neighbour"]);
});

it("calls nobody first where the sender ranked nobody", () => {
  expect(inOrderOfRank([daughter, { ...son, rank: 1 }]).map(({ rank }) => rank)).toEqual([undefined, undefined]);
});
