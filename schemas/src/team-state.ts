/**
 * `team.state.v1` (compacted): whether a team takes work now. Written by `queue`, read by `routing` and `eligibility`. Key: team id.
 */
import { z } from "zod";
import { instant } from "./instant.ts";

export const teamState = z
  .object({
    team: z.string(),
    version: z.int().min(1),
    /** The team says it is working, within its rota; the directory's hours apply as well. */
    isOpen: z.boolean(),
    isPaused: z.boolean(),
    pausedBecause: z.string().nullable(),
    /** When the pause ends by itself. Absent: it does not. */
    pausedUntil: instant.optional(),
    /** Referrals the team can hold at once. */
    capacity: z.int().min(0),
    openOffers: z.int().min(0),
    openJobs: z.int().min(0),
    changedAt: instant,
  })
  .meta({ id: "TeamState" });
export type TeamState = z.output<typeof teamState>;
