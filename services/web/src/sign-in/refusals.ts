/**
 * The closed list of what can go wrong at sign-in, each with its status and its words. The sign-in page shows the words, programs get them as a
 * problem document; nothing of what the provider sent is in either.
 */
import type { ProblemCode } from "@ucrt/service";

export type RefusalKind = "mismatch" | "not-finished" | "not-verified" | "step-up" | "not-known" | "provider-away";

interface RefusalWords {
  readonly code: ProblemCode;
  readonly words: string;
}

/** `askWhom`: whom somebody asks who is not in the table of people. */
export function refusalOf(kind: RefusalKind, askWhom: string): RefusalWords {
  switch (kind) {
    case "mismatch":
      return {
        code: "REF_BAD_REQUEST",
        words:
          "This sign-in does not belong to this browser, took longer than ten minutes, or was used before. Nobody has been signed in. Sign in again.",
      };
    case "not-finished":
      return {
        code: "REF_UNAUTHENTICATED",
        words: "The sign-in was not finished at your organisation's sign-in page. Nobody has been signed in.",
      };
    case "not-verified":
      return {
        code: "REF_UNAUTHENTICATED",
        words: `What the sign-in service sent could not be verified, so nobody has been signed in. Try once more; if it happens again, tell ${askWhom}.`,
      };
    case "step-up":
      return {
        code: "REF_STEP_UP",
        words:
          "A stronger sign-in is needed here: with your smartcard, or with a second step such as your authenticator. Sign in again that way.",
      };
    case "not-known":
      return {
        code: "REF_FORBIDDEN",
        words: `Your sign-in worked, but you are not on the list of people who work with this service, or no longer. Ask ${askWhom} to put you on it.`,
      };
    case "provider-away":
      return {
        code: "REF_UNAVAILABLE",
        words:
          "The sign-in service does not answer at the moment. Try again in a minute. Referrals can be made by telephone meanwhile.",
      };
  }
}
