/** What every page names things by: criteria in words, teams with their telephone. Loaded once and kept; a page works without it, with codes for words. */
import { criteriaAnswer, teamsAnswer } from "@ucrt/schemas";
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { z } from "zod";
import { useSession } from "./session.tsx";
import { useLoaded } from "./use-loaded.ts";
import { idInWords } from "./words.ts";

type Team = z.output<typeof teamsAnswer>["teams"][number];

export interface ReferenceData {
  readonly teams: readonly Team[];
  readonly teamName: (id: string) => string;
  readonly criterion: (id: string) => string | undefined;
  /** Undefined until it is known. */
  readonly areCriteriaApproved: boolean | undefined;
  readonly criteriaNotice: string | undefined;
  readonly services: readonly { readonly id: string; readonly name: string }[];
}

const criteriaWithWords = criteriaAnswer.extend({
  set: z.object({
    criteria: z.record(z.string(), z.object({ wording: z.string() })),
    services: z.record(z.string(), z.object({ name: z.string() })).default({}),
  }),
});

const ReferenceContext = createContext<ReferenceData | undefined>(undefined);

/** Teams change state by the minute, so they are asked again; criteria do not. */
const teamsEveryMs = 10_000;

export function ReferenceProvider({ children }: { readonly children: ReactNode }) {
  const { principal } = useSession();
  const role = principal?.role;
  const mayTeams =
    role !== undefined && (role.startsWith("spa-") || role.startsWith("ucrt-") || role === "service-lead");
  const { value: teams } = useLoaded(mayTeams ? "/api/teams" : undefined, teamsAnswer, teamsEveryMs);
  const { value: criteria } = useLoaded(principal === null ? undefined : "/api/criteria", criteriaWithWords);
  const data = useMemo((): ReferenceData => {
    const list = teams?.teams ?? [];
    return {
      teams: list,
      teamName: (id) => list.find((team) => team.team === id)?.name.replace(/ UCRT$/, "") ?? idInWords(id),
      criterion: (id) => criteria?.set.criteria[id]?.wording,
      areCriteriaApproved: criteria?.isApproved ?? teams?.criteriaApproved,
      criteriaNotice: criteria?.notice,
      services: Object.entries(criteria?.set.services ?? {}).map(([id, { name }]) => ({ id, name })),
    };
  }, [teams, criteria]);
  return <ReferenceContext value={data}>{children}</ReferenceContext>;
}

export function useReference(): ReferenceData {
  const data = useContext(ReferenceContext);
  if (data === undefined) throw new Error("useReference is used outside ReferenceProvider");
  return data;
}
