// Every invariant of the promises, by its name. In: nothing. Out: the list that the judge goes through.
import type { Invariant } from "../evidence.ts";
import { acknowledgedOnce } from "./i01-acknowledged-once.ts";
import { legalPath } from "./i02-legal-path.ts";
import { oneAcceptance } from "./i03-one-acceptance.ts";
import { noPhantoms } from "./i04-no-phantoms.ts";
import { trueScreens } from "./i05-true-screens.ts";
import { auditHolds } from "./i06-audit.ts";
import { parkedOnce } from "./i07-parked.ts";
import { toldOrCalled } from "./i08-told-or-called.ts";
import { deadlinesHold } from "./i09-deadlines.ts";
import { newestWins } from "./i10-newest-wins.ts";
import { memoryBounded } from "./i11-bounded.ts";
import { noIdentity } from "./i12-no-identity.ts";
import { drained } from "./i13-drained.ts";
import { conservation } from "./i14-conservation.ts";

export const invariants: readonly { readonly name: string; readonly promise: string; readonly judge: Invariant }[] = [
  { name: "I1", promise: "every acknowledged message is here exactly once", judge: acknowledgedOnce },
  { name: "I2", promise: "one disposition, by a legal path", judge: legalPath },
  { name: "I3", promise: "one acceptance at a time", judge: oneAcceptance },
  { name: "I4", promise: "nothing that nobody did, nothing done twice", judge: noPhantoms },
  { name: "I5", promise: "screens show what is there, or say that they do not", judge: trueScreens },
  { name: "I6", promise: "the hash chains hold, one link for each change", judge: auditHolds },
  { name: "I7", promise: "what nobody can read is parked once, whole", judge: parkedOnce },
  { name: "I8", promise: "acknowledged by a named person, or a call task", judge: toldOrCalled },
  { name: "I9", promise: "deadlines never move, alarms once and in time", judge: deadlinesHold },
  { name: "I10", promise: "nothing older overwrites anything newer", judge: newestWins },
  { name: "I11", promise: "memory stays bounded", judge: memoryBounded },
  { name: "I12", promise: "no identity where none may be", judge: noIdentity },
  { name: "I13", promise: "the backlog goes to nothing by itself", judge: drained },
  { name: "I14", promise: "received = sum over states, and the numbers agree", judge: conservation },
];
