/**
 * `POST /api/eligibility-checks`: would they take it? In: coded questions, no identity. Out: outcome, every finding in words, what is missing,
 * the likely team and when it is next free. The same code as for a referral. Nobody is told; the check is recorded without identity, as
 * advice `checked`, and the answer does not wait for a broker that is away. The date of birth and postcode are used and dropped.
 */
import {
  ageInYears,
  assess,
  findingsForStaff,
  instructionFor,
  isSpa,
  locate,
  missingFor,
  pictureOfCheck,
  rankTeams,
  wordsFor,
  type Directory,
} from "@ucrt/domain";
import {
  eligibilityCheckAnswer,
  eligibilityCheckBody,
  type CheckedAdvice,
  type ClinicalPicture,
  type Decision,
  type Principal,
  type Source,
  type TeamState,
} from "@ucrt/schemas";
import { principalOf, problem, requestIdsOf, type Clock, type HttpServer } from "@ucrt/service";
import type { z } from "zod";
import type { CriteriaInForce } from "./criteria-in-force.ts";
import { idOf } from "./ids.ts";

type CheckBody = z.output<typeof eligibilityCheckBody>;
type LikelyTeam = z.output<typeof eligibilityCheckAnswer>["likelyTeam"];

export interface CheckParts {
  readonly criteria: CriteriaInForce;
  readonly directory: Directory;
  readonly teamStates: ReadonlyMap<string, TeamState>;
  readonly clock: Clock;
  /** By who refers. */
  readonly decisionByMinutes: Readonly<Record<Source, number>>;
  /** Records a check; resolves when it is recorded or given up, never rejects. */
  readonly record: (check: CheckedAdvice) => Promise<void>;
}

/** Adds the route. */
export function addCheckRoute(app: HttpServer, parts: CheckParts): void {
  app.post(
    "/api/eligibility-checks",
    { schema: { body: eligibilityCheckBody, response: { 200: eligibilityCheckAnswer } } },
    async (request) => {
      const principal = principalOf(request);
      const atMs = parts.clock.nowMs();
      const organisation = organisationOf(request.body, principal);
      checkAge(request.body, atMs);
      const { postcode, practice } = request.body;
      const location = locate(parts.directory, { postcode, practice });
      const picture = pictureOfCheck(request.body, { location, atMs });
      const criteria = parts.criteria.at(atMs);
      const { source } = request.body;
      const decision = assess(criteria, { picture, source, atMs });
      // The same request asked again is the same check.
      const checkId = idOf("check", principal.subject, requestIdsOf(request).requestId);
      await parts.record({
        type: "checked",
        id: idOf("checked", checkId),
        checkId,
        at: atMs,
        source,
        organisation,
        picture,
        decision,
      });
      return {
        checkId,
        notice: "This is not a referral. Nobody has been told." as const,
        outcome: decision.outcome,
        response: decision.response,
        instruction: instructionFor(criteria, decision, source),
        redirectTo: decision.redirectTo,
        reasons: [...wordsFor(criteria, decision, source)],
        findings: [...findingsForStaff(criteria, decision)],
        missing: [...missingFor(criteria, decision, source)],
        likelyTeam: likelyTeamOf({ picture, decision, source, atMs, parts }),
        decisionWithinMinutes: parts.decisionByMinutes[source],
        criteriaSet: {
          version: decision.criteriaSet.version,
          hash: decision.criteriaSet.hash,
          isApproved: decision.criteriaSet.isApproved,
        },
        criteriaApproved: decision.criteriaSet.isApproved,
      };
    },
  );
}

function organisationOf(body: CheckBody, principal: Principal): string {
  if (body.organisation === undefined || body.organisation === principal.organisation) return principal.organisation;
  if (isSpa(principal)) return body.organisation;
  throw problem("REF_FORBIDDEN", { detail: "You can check for your own organisation only." });
}

/** Throws 422 for a date of birth outside any life. */
function checkAge(body: CheckBody, atMs: number): void {
  if (body.dateOfBirth === undefined) return;
  const years = ageInYears(body.dateOfBirth, atMs);
  if (years >= 0 && years <= 130) return;
  throw problem("REF_INVALID", {
    errors: [{ field: "dateOfBirth", message: "The date of birth is in the future or too long ago." }],
  });
}

interface LikelyTeamQuery {
  readonly picture: ClinicalPicture;
  readonly decision: Decision;
  readonly source: CheckBody["source"];
  readonly atMs: number;
  readonly parts: CheckParts;
}

/** The team that would be asked now, or the place's own team and when it next takes such work. Null when the place is not known. */
function likelyTeamOf({ picture, decision, source, atMs, parts }: LikelyTeamQuery): LikelyTeam {
  const { directory, teamStates } = parts;
  const { place } = picture.location;
  if (place === null) return null;
  const needs = picture.answers.skillsNeeded ?? [];
  const ranking = rankTeams({
    location: picture.location,
    needs,
    response: decision.response,
    teamsTried: [],
    source,
    atMs,
    directory,
    teamStates,
  });
  const first = ranking.considered.find((team) => team.rank !== null && !team.isMutualAid);
  const id = first?.team ?? [...directory.cover(place).home].sort()[0];
  const team = id === undefined ? undefined : directory.team(id);
  if (team === undefined) return null;
  return { team: team.id, name: team.entry.name, nextFreeAt: first === undefined ? ranking.nextOpeningAt : atMs };
}
