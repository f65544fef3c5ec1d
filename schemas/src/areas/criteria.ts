/**
 * The shape of a criteria file: `areas/<area>/criteria/<effective date>.yaml`. Conditions are data over a closed list of inputs.
 * In: the parsed file. Out: a typed set, or problems with the path of the wrong field. Reads no disk, so a browser may use it.
 */
import { z } from "zod";
import { outcome, response, source } from "../codes.ts";
import { instant } from "../instant.ts";
import { registration } from "../principal.ts";
import { criteriaInputs, isCriteriaInput, type CriteriaInputName } from "./criteria-inputs.ts";

/** Amounts that a clinician approves. Units in the names. */
export const criteriaThresholds = z.strictObject({
  adultAgeYears: z.int().min(0),
  observationMinutes: z.int().min(1),
  redFlagScreenMinutes: z.int().min(1),
  longLieMinutes: z.int().min(1),
  planDays: z.int().min(1),
  /** How far a sender's instant may lie ahead of ours and still be used. */
  clockToleranceMinutes: z.int().min(0),
  news2Emergency: z.int().min(1).max(20),
  news2Review: z.int().min(1).max(20),
});
export type CriteriaThresholds = z.output<typeof criteriaThresholds>;
export type ThresholdName = keyof CriteriaThresholds;

const amount = z.union(
  [z.int(), z.strictObject({ threshold: criteriaThresholds.keyof() })],
  "a whole number, or { threshold: <name> }",
);

/** One comparison of one input. */
export interface InputTest {
  readonly input: CriteriaInputName;
  readonly equals?: string | undefined;
  readonly in?: readonly string[] | undefined;
  readonly atLeast?: z.output<typeof amount> | undefined;
  readonly above?: z.output<typeof amount> | undefined;
  readonly atMost?: z.output<typeof amount> | undefined;
  readonly below?: z.output<typeof amount> | undefined;
  /** True or false, never unknown. */
  readonly answered?: boolean | undefined;
}

/** A condition is true, false or unknown: `all` is the least, `any` the greatest of its parts, `not` turns true and false round. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | InputTest;

const operators = ["equals", "in", "atLeast", "above", "atMost", "below", "answered"] as const;

const inputTest = z
  .strictObject({
    input: z.string(),
    equals: z.string().optional(),
    in: z.array(z.string()).min(1).optional(),
    atLeast: amount.optional(),
    above: amount.optional(),
    atMost: amount.optional(),
    below: amount.optional(),
    answered: z.boolean().optional(),
  })
  .superRefine((test, context) => {
    const add = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (!isCriteriaInput(test.input))
      return add("input", `"${test.input}" is not an input; the inputs are ${Object.keys(criteriaInputs).join(", ")}`);
    const used = operators.filter((operator) => test[operator] !== undefined);
    const [operator] = used;
    if (used.length !== 1 || operator === undefined) return add("input", `give exactly one of ${operators.join(", ")}`);
    const input = criteriaInputs[test.input];
    const isNumeric = operator !== "equals" && operator !== "in" && operator !== "answered";
    if (input.kind === "whole" && !isNumeric && operator !== "answered")
      return add(operator, `${test.input} is a number: use atLeast, above, atMost, below or answered`);
    if (input.kind === "choice" && isNumeric)
      return add(operator, `${test.input} is a word: use equals, in or answered`);
    if (input.kind === "whole") return;
    for (const value of [...(test.equals === undefined ? [] : [test.equals]), ...(test.in ?? [])]) {
      if (value === "unknown") add(operator, "unknown is never compared; use answered");
      else if (!input.values.includes(value))
        add(operator, `${test.input} is never "${value}"; it is one of ${input.values.join(", ")}`);
    }
  });

const parts = ["all", "any", "not"] as const;

/** Told apart by its keys, so that a problem names the part that is wrong and not every part it might have been. */
export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.unknown().transform((given, context): Condition => {
    const record = typeof given === "object" && given !== null && !Array.isArray(given) ? given : {};
    const part = parts.find((name) => Object.hasOwn(record, name));
    const parsed = shapeOf(part).safeParse(given);
    if (parsed.success) return parsed.data as Condition;
    for (const issue of parsed.error.issues)
      context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
    return z.NEVER;
  }),
);

function shapeOf(part: (typeof parts)[number] | undefined): z.ZodType {
  switch (part) {
    case "all":
      return z.strictObject({ all: z.array(condition).min(1) });
    case "any":
      return z.strictObject({ any: z.array(condition).min(1) });
    case "not":
      return z.strictObject({ not: condition });
    case undefined:
      return inputTest;
  }
}

/** Kinds of referrer that are spoken to in their own words. */
export const audience = z.enum(["crew", "stack", "hospital", "gp", "care", "public"]);
export type Audience = z.infer<typeof audience>;

/** `professional` and `plain` serve the audiences that have no words of their own. */
export const wordsKey = z.enum(["professional", "plain", ...audience.options]);
export type WordsKey = z.infer<typeof wordsKey>;

const words = z.partialRecord(
  wordsKey,
  z.strictObject({ met: z.string().min(1).optional(), unknown: z.string().min(1).optional() }),
);

/** What an unknown does: raise to review, leave an open question, or only be noted. */
export const unknownEffect = z.enum(["review", "ask", "note"]);
export type UnknownEffect = z.infer<typeof unknownEffect>;

/**
 * `include`: speaks for UCRT. `exclude`: must be answered no. `redirect`: another service. `review`: a clinician decides. `ask`: an open
 * question while it is met. `response`: how soon. `cap`: limits the outcome. `flag`: shown, changes nothing.
 */
export const criterionKind = z.enum(["include", "exclude", "redirect", "review", "ask", "response", "cap", "flag"]);

export const criterion = z
  .strictObject({
    wording: z.string().min(1),
    /** The published clause or source, in words. */
    basis: z.string().min(1),
    kind: criterionKind,
    when: condition,
    raises: outcome.exclude(["suitable"]).optional(),
    redirectTo: z.string().optional(),
    nextBest: z.string().optional(),
    /** Proposed while met; the soonest proposal counts. */
    response: response.optional(),
    /** For `cap`: the outcome it limits to, and when it may not. */
    cap: z.strictObject({ to: outcome, unless: condition }).optional(),
    whenUnknown: z.strictObject({
      default: unknownEffect,
      /** While no red-flag screen was done: the set's own question about the screen asks once for all. */
      withoutScreen: unknownEffect.optional(),
      bySource: z.partialRecord(source, unknownEffect).optional(),
    }),
    words,
  })
  .superRefine((given, context) => {
    const add = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const mustRaise = given.kind === "exclude" || given.kind === "redirect" || given.kind === "review";
    if (mustRaise && given.raises === undefined)
      add("raises", `a criterion of kind ${given.kind} says what it raises the outcome to`);
    if (!mustRaise && given.raises !== undefined) add("raises", `a criterion of kind ${given.kind} raises nothing`);
    if (given.raises === "redirect" && given.redirectTo === undefined)
      add("redirectTo", "say which service a redirect goes to");
    if (given.kind === "response" && given.response === undefined) add("response", "say which response it proposes");
    if ((given.kind === "cap") !== (given.cap !== undefined))
      add("cap", "a criterion of kind cap, and no other, has a cap");
  });
export type Criterion = z.output<typeof criterion>;

const service = z.strictObject({ name: z.string().min(1), words: z.string().min(1), phone: z.string().optional() });

const instructions = z.strictObject({
  suitable: z.string(),
  review: z.string(),
  redirect: z.string(),
  emergency: z.string(),
});

/** Nobody has approved the set: pages and decisions say so, and a start outside local mode refuses. */
export const unapproved = "none, demonstration only";

const approver = z.union(
  [
    z.literal(unapproved),
    z.strictObject({ name: z.string().min(1), role: z.string().min(1), registration, approvedOn: z.iso.date() }),
  ],
  `an approver is "${unapproved}", or a name, role, registration and approvedOn`,
);

/** A criteria set. Criteria are a map by id, so that an area can overlay single ones. */
export const criteriaSet = z
  .strictObject({
    version: z.string().regex(/^\d{4}-\d{2}-\d{2}[a-z]?$/, "a version is the file's date, YYYY-MM-DD"),
    effectiveFrom: instant,
    approver,
    notice: z.string().min(1),
    thresholds: criteriaThresholds,
    /** Who is spoken to how. */
    audiences: z.record(source, audience),
    /** Where an audience's words are found, first match first. */
    wordsInOrder: z.record(audience, z.array(wordsKey).min(1)),
    instructions: z.record(audience, instructions),
    /** Referrals that may be offered at once, for the accepting clinician to triage. All others are reviewed first. */
    byAcceptingClinician: condition,
    services: z.record(z.string(), service),
    criteria: z.record(
      z.string().regex(/^[A-Z]{1,2}\d{1,2}[a-z]?$/, "an id is letters and a number, such as E5b"),
      criterion,
    ),
  })
  .superRefine((set, context) => {
    for (const [id, given] of Object.entries(set.criteria)) {
      const add = (path: string, message: string) =>
        context.addIssue({ code: "custom", path: ["criteria", id, path], message });
      for (const field of ["redirectTo", "nextBest"] as const) {
        const name = given[field];
        if (name !== undefined && !Object.hasOwn(set.services, name))
          add(field, `"${name}" is not one of this file's services`);
      }
      const speaksWhenMet =
        given.raises !== undefined ||
        given.kind === "ask" ||
        given.kind === "include" ||
        given.kind === "cap" ||
        given.kind === "response";
      const effects = [
        given.whenUnknown.default,
        given.whenUnknown.withoutScreen,
        ...Object.values(given.whenUnknown.bySource ?? {}),
      ];
      const speaksWhenUnknown = effects.some((effect) => effect === "ask" || effect === "review");
      for (const listener of audience.options) {
        const has = (kind: "met" | "unknown") =>
          set.wordsInOrder[listener].some((key) => given.words[key]?.[kind] !== undefined);
        if (speaksWhenMet && !has("met")) add("words", `there are no words for ${listener} when it is met`);
        if (speaksWhenUnknown && !has("unknown")) add("words", `there are no words for ${listener} when it is unknown`);
      }
    }
  });
export type CriteriaSet = z.output<typeof criteriaSet>;
/** The set as JSON for a browser. */
export type CriteriaSetWire = z.input<typeof criteriaSet>;

/** Names a set: which area, which version, which bytes. */
export interface CriteriaIdentity {
  readonly area: string;
  readonly version: string;
  /** SHA-256 of the file's exact bytes, hex. */
  readonly hash: string;
}
