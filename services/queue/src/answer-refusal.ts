/**
 * Turns a refusal of the referral's life into an HTTP answer: the one place that knows both.
 * Outside the caller's scope a referral does not exist (404); a conflict carries the present row and, for a lost race, who won.
 */
import { refusals, type Refused } from "@ucrt/domain";
import { boardRow, type BoardRow } from "@ucrt/schemas";
import { problem, type Problem } from "@ucrt/service";

/** The Problem of a refusal. `current` is the present row, undefined when the caller may not see it. */
export function answerRefusal(refused: Refused, current: BoardRow | undefined): Problem {
  const { detail } = refused;
  const reason = { reason: refused.code };
  switch (refusals[refused.code]) {
    case "not-found":
      return problem("REF_NOT_FOUND");
    case "forbidden":
      return problem("REF_FORBIDDEN", { detail, extra: reason });
    case "conflict": {
      const now = current === undefined ? {} : { current: boardRow.encode(current) };
      const winner = refused.winningTeam === undefined ? {} : { winningTeam: refused.winningTeam };
      return problem(refused.code === "REF_STALE_VERSION" ? "REF_STALE_VERSION" : "REF_CONFLICT", {
        detail,
        extra: { ...reason, ...now, ...winner },
      });
    }
    case "invalid":
      return problem(refused.code.endsWith("_REASON_MISSING") ? "REF_REASON_MISSING" : "REF_INVALID", {
        detail,
        extra: reason,
      });
  }
}
