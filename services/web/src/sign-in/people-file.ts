/**
 * The form of the file that says who somebody is: dated, versioned, kept by whoever answers for access.
 * In: YAML text. Out: people by issuer and subject, or every problem in words. A role, a team or a registration comes from here alone, never from a
 * claim that somebody can edit at the provider.
 */
import { principal, type Principal } from "@ucrt/schemas";
import { parse } from "yaml";
import { z } from "zod";

const person = z.strictObject({
  /** As the provider writes them: `iss` and `sub` of its tokens. */
  issuer: z.url(),
  subject: z.string().min(1).max(255),
  /** What records name this person by; stays the same over providers and roles. */
  id: principal.shape.subject,
  name: principal.shape.name,
  role: principal.shape.role.exclude(["feed"]),
  organisation: principal.shape.organisation,
  team: principal.shape.team,
  registration: principal.shape.registration,
  /** Nobody here from now on. @default false */
  isDisabled: z.boolean().optional(),
});

export const peopleFile = z
  .strictObject({
    /** The day of the change, and a number when there are several: log lines say which list was in force. */
    version: z.string().regex(/^\d{4}-\d{2}-\d{2}(\.\d{1,3})?$/, "is written like 2026-11-25 or 2026-11-25.2"),
    /** Whom somebody asks who is not on the list, in words: "your service lead, on 01234 567890". */
    askWhom: z.string().trim().min(1).max(200),
    people: z.array(person).max(20_000),
  })
  .superRefine(({ people }, context) => {
    const seen = new Set<string>();
    for (const [index, each] of people.entries()) {
      const key = keyOf(each.issuer, each.subject);
      if (seen.has(key)) context.addIssue({ code: "custom", path: ["people", index], message: "is on the list twice" });
      seen.add(key);
      if (each.role.startsWith("ucrt-") !== (each.team !== undefined))
        context.addIssue({
          code: "custom",
          path: ["people", index],
          message: "a team is for UCRT roles, and for all of them",
        });
    }
  });
export type PeopleFile = z.output<typeof peopleFile>;

export interface PeopleList {
  readonly version: string;
  readonly askWhom: string;
  readonly byKey: ReadonlyMap<string, Principal>;
}

/** Thrown with a sentence that names the places, never a person. */
export class WrongPeopleFile extends Error {
  override readonly name = "WrongPeopleFile";
}

/** Reads the list. Throws `WrongPeopleFile`. */
export function readPeople(text: string): PeopleList {
  const read = peopleFile.safeParse(parseYaml(text));
  if (!read.success) {
    const places = read.error.issues.slice(0, 10).map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new WrongPeopleFile(`The list of people cannot be used. ${places.join("; ")}`);
  }
  const { version, askWhom, people } = read.data;
  const byKey = new Map(
    people
      .filter(({ isDisabled }) => isDisabled !== true)
      .map(({ issuer, subject, id, isDisabled: _isDisabled, ...rest }) => [
        keyOf(issuer, subject),
        principal.parse({ subject: id, ...rest }),
      ]),
  );
  return { version, askWhom, byKey };
}

/** One text for both: an issuer is an address and holds no space. */
export function keyOf(issuer: string, subject: string): string {
  return `${issuer} ${subject}`;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // No cause: parsers quote what they read, and this is a list of people.
    throw new WrongPeopleFile("The list of people is not YAML.");
  }
}
