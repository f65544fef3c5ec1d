/**
 * What one person did never goes out in the name of another, who signed in in another tab a moment before. In: the header in which a page says for whom
 * it sends, the person of the session. Out: nothing, or 409. The header holds a hash; it stays here, and a request without it is not looked at.
 */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { problem } from "@ucrt/service";
import type { Principal } from "@ucrt/schemas";

/** Hex SHA-256 of the subject, as the pages make it for what they keep on a device. */
const personHash = (subject: string): string => createHash("sha256").update(`ucrt-owner ${subject}`).digest("hex");

/** Throws 409 when a page sends for somebody who is not the one signed in. */
export function requireExpectedPerson(headers: IncomingHttpHeaders, { subject }: Principal): void {
  const expected = headers["x-expected-person"];
  if (expected === undefined || expected === personHash(subject)) return;
  throw problem("REF_OTHER_PERSON", {
    detail: "Nothing was done: this was given by another person than the one who is signed in here now.",
  });
}
