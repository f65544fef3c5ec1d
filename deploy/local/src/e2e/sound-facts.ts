// What must hold of the facts after any fault: nothing lost, nothing double, everything in order. In: the facts by referral. Out: what is wrong, in words.
import type { Fact } from "@ucrt/schemas";

/** Empty when all is well. */
export function problemsOf(facts: ReadonlyMap<string, readonly Fact[]>): readonly string[] {
  return [...facts].flatMap(([referralId, list]) => {
    const problems: string[] = [];
    const say = (text: string): void => void problems.push(`${referralId}: ${text}`);
    if (list.some((one, index) => one.sequence !== index + 1))
      say(`sequences ${list.map((one) => one.sequence).join(",")} have a gap or are out of order`);
    const types = list.map((one) => one.type as string);
    if (list.some((one) => isReferralFact(one)) && types.filter((type) => type === "opened").length !== 1)
      say("it was not opened exactly once");
    const offers = list.filter((one) => one.type === "offered").map((one) => one.data.attempt);
    if (new Set(offers).size !== offers.length) say(`two offers for one attempt: ${offers.join(",")}`);
    if (new Set(list.map((one) => one.id)).size !== list.length) say("two facts have one id");
    let held = false;
    for (const one of list) {
      if (one.type === "accepted" && held) say("accepted while it was held by a team already");
      if (one.type === "accepted") held = true;
      if (["team-transferred", "handed-back", "withdrawn", "closed"].includes(one.type)) held = false;
    }
    return problems;
  });
}

function isReferralFact(one: Fact): boolean {
  return one.type !== "team-state-changed" && one.type !== "check-made" && one.type !== "audit-judged";
}
