import { expect, test } from "vitest";
import type { ReferralView } from "@ucrt/schemas";
import type { Entry } from "../offline/outbox.ts";
import { why999 } from "./why-999.ts";

const asked = (about: string, reason: string, state: "waiting" | "refused" = "waiting"): Entry => {
  const action = {
    requestId: `${about} ${reason}`,
    path: `/api/referrals/${about}/escalate-999`,
    body: { reason },
    kind: "command",
    atMs: 0,
    words: "Needs 999",
    about,
    hasWaited: true,
  } as const;
  const refusal = { status: 409, code: "REF_STATE", words: "", fields: [], current: undefined };
  return state === "refused" ? { ...action, state, refusal } : { ...action, state };
};
const told = (reason: string) =>
  ({ history: [{ type: "escalated-to-999", data: { reason } }] }) as unknown as Pick<ReferralView, "history">;

test("why 999 was asked without a signal is known before the service has heard of it", () => {
  expect(why999("one", undefined, [asked("other one", "red-flag"), asked("one", "scene-unsafe")])).toBe("scene-unsafe");
  expect(why999("one", told("no-access"), [asked("one", "deterioration")])).toBe("deterioration");
});

test("otherwise it is what the service was told, and a refused step was not", () => {
  expect(why999("one", told("no-access"), [])).toBe("no-access");
  expect(why999("one", told("no-access"), [asked("one", "deterioration", "refused")])).toBe("no-access");
});

test("it is another reason when nothing is known", () => {
  expect(why999("one", undefined, [])).toBe("other");
});
