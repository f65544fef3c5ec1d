// Every example of every feed against the contracts and the normalisation: good ones are taken, bad ones are named field by field.
import { describe, expect, test } from "vitest";
import { caseIdOf, createDirectory, normalise } from "@ucrt/domain";
import { clinicalPicture, feed as feeds, person, sender, submittedClocks } from "@ucrt/schemas";
import { readDirectory } from "@ucrt/schemas/areas";
import { badExamples, examplesReceivedAt, goodExamples } from "@ucrt/testing";
import { readFeedMessage } from "./read-feed-message.ts";

const directory = createDirectory(readDirectory("mid-and-south-essex"));
const receivedAtMs = Date.parse(examplesReceivedAt);

describe.each(feeds.options)("%s", (feed) => {
  test.each(goodExamples(feed))("takes $name", ({ message }) => {
    const read = readFeedMessage({ feed, value: message, receivedAtMs, directory, unknownFields: "refused" });
    if (!read.ok) throw new Error(JSON.stringify(read.errors));
    expect(caseIdOf(read.given)).not.toBe("");
    if (read.case === undefined) return;
    const parts = normalise(read.case, { directory, receivedAtMs, requestId: "request-1" });
    expect(clinicalPicture.encode(parts.picture)).toBeDefined();
    expect(submittedClocks.encode(parts.clocks)).toBeDefined();
    expect(sender.encode(parts.sender)).toBeDefined();
    expect(person.encode(parts.person)).toBeDefined();
    // What facts carry of a person is coded: none of their words or numbers.
    const coded = JSON.stringify(parts.picture);
    for (const word of [
      parts.person.name,
      parts.person.nhsNumber,
      parts.person.phone,
      parts.person.narrative,
      parts.person.dateOfBirth,
    ]) {
      if (word !== undefined) expect(coded).not.toContain(word);
    }
  });

  test.each(badExamples(feed))("refuses $name and names every wrong field", ({ message, wrongFields }) => {
    const read = readFeedMessage({ feed, value: message, receivedAtMs, directory, unknownFields: "refused" });
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.errors.map((error) => error.field).sort()).toEqual([...wrongFields].sort());
    for (const error of read.errors) expect(error.message).toMatch(/^[A-Z0-9].*: .+\.$|field is not known here\.$/);
  });
});

test("all synthetic NHS numbers are of the test range", () => {
  for (const feed of feeds.options) {
    for (const { message } of [...goodExamples(feed), ...badExamples(feed)]) {
      const number = (message["patient"] as { nhsNumber?: string } | undefined)?.nhsNumber;
      if (number !== undefined) expect(number).toMatch(/^999/);
    }
  }
});
