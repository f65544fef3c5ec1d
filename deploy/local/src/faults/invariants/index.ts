// Every invariant of the promises, by its name. In: nothing. Out: the list that the judge goes through.
import type { Invariant } from "../evidence.ts";
import { acknowledgedOnce } from "./i01-acknowledged-once.ts";
import { legalPath } from "./i02-legal-path.ts";
import { oneAcceptance } from "./i03-one-acceptance.ts";
import { noPhantoms } from "./i04-no-phantoms.ts";
import { auditHolds } from "./i06-audit.ts";
import { conservation } from "./i14-conservation.ts";

export const invariants: readonly { readonly name: string; readonly promise: string; readonly judge: Invariant }[] = [
  { name: "I1", promise: "every acknowledged message is here exactly once", judge: acknowledgedOnce },
  { name: "I2", promise: "one disposition, by a legal path", judge: legalPath },
  { name: "I3", promise: "one acceptance at a time", judge: oneAcceptance },
  { name: "I4", promise: "nothing that nobody did, nothing done twice", judge: noPhantoms },
  { name: "I6", promise: "the hash chains hold, one link for each change", judge: auditHolds },
  { name: "I14", promise: "received = sum over states, and the numbers agree", judge: conservation },
];
