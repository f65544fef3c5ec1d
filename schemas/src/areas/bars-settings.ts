/**
 * `bars.yaml` of an area: the ids under which it is addressed, the use cases it takes, and what the codes of BaRS messages mean here.
 * Clinical content: dated, with a basis and an approver. Shapes only, no disk. Addresses and keys of senders are deployment, not content: they are
 * in the configuration of `intake`.
 */
import { z } from "zod";
import { needCode, onwardService } from "../codes.ts";

/** An identifier as BaRS writes it. Systems are compared without scheme and case (domain 4.5). */
const identifier = z.strictObject({ system: z.string().min(1), value: z.string().min(1) });

/** How a use case becomes a message of one of the four feeds. */
export const barsUseCase = z.strictObject({
  words: z.string().min(1),
  /** `validation`: the sender keeps the case until an interim response. `referral`: a plain referral. */
  category: z.enum(["validation", "referral"]),
  feed: z.enum(["ambulance", "hospital", "primary-care"]),
  /** The sender's own service, for feeds that ask: `nhs-111`, `gp`, `ed`, `sdec`, `ward`. */
  service: z.string().optional(),
  /** The need when no code of the message says more. */
  need: needCode.optional(),
});
export type BarsUseCase = z.output<typeof barsUseCase>;

/** A code and what it stands for here. `startsWith`: the code's first characters, for AMPDS cards. */
const coded = <Value extends z.ZodType>(means: Value) =>
  z
    .strictObject({
      system: z.string().min(1),
      code: z.string().min(1).optional(),
      startsWith: z.string().min(1).optional(),
      means,
    })
    .refine((one) => (one.code === undefined) !== (one.startsWith === undefined), "give either code or startsWith");

/** Fields of `Observations` that a coded Observation can fill. */
export const barsObservationField = z.enum([
  "respirationsPerMinute",
  "oxygenSaturationPercent",
  "onOxygen",
  "systolicMmHg",
  "pulsePerMinute",
  "consciousness",
  "temperatureCelsius",
  "news2Total",
  "clinicalFrailtyScale",
  "estimatedAgeYears",
  "birthSex",
]);

export const barsSettings = z
  .strictObject({
    effectiveFrom: z.iso.date(),
    basis: z.string(),
    /** `none, demonstration only` until a named, registered clinician approves. */
    approver: z.string(),
    /** Us, as we sign answers. */
    responder: z.strictObject({
      organisation: z.string(),
      name: z.string(),
      /** System of the human-readable number of a referral. */
      caseNumberSystem: z.string(),
    }),
    /** Ids under which senders address us (`NHSD-Target-Identifier`). The first one signs our answers. */
    services: z.array(identifier).min(1),
    /** First two numbers of BaRS versions that are read: `Bundle.meta.versionId` and the version in `Accept`. */
    messageVersions: z.array(z.string().regex(/^\d+\.\d+$/)).min(1),
    apiVersions: z.array(z.string().regex(/^\d+\.\d+$/)).min(1),
    /** By code, lower case. National ones first, local ones where the standard has none. */
    useCases: z.record(z.string(), barsUseCase),
    /** For a message that names no use case (it was optional in the first versions), by category. */
    useCaseWhenMissing: z.partialRecord(z.enum(["validation", "referral"]), z.string()),
    /** ARP categories that are refused in a new message: they are 999's alone. */
    refusedCategories: z.array(z.string()),
    /** First match in this order gives the need; all matches give the other needs. */
    needs: z.array(coded(needCode)),
    observations: z.array(coded(barsObservationField)),
    consciousness: z.array(coded(z.enum(["alert", "new-confusion", "voice", "pain", "unresponsive"]))),
    /** What the person breathes, as a finding or as the value of one. */
    breathing: z.array(coded(z.enum(["air", "oxygen"]))),
    /** Observations this many minutes apart are one set; earlier ones are told in words. */
    observationSetMinutes: z.int().min(1).max(240),
    /** Codes that say "no safeguarding concern": any other safeguarding code is one. */
    noSafeguardingConcern: z.array(z.string()),
    /**
     * Words, lower case, of how to get in. Additional information about the patient that holds one of them is sealed with the access notes: an entry code is for the
     * team that has accepted alone.
     */
    accessWords: z.array(z.string().regex(/^[a-z ]+$/)),
    /** Where a closed visit leads, as words of the full response, by onward service. */
    onwardWords: z.partialRecord(onwardService, z.string()),
  })
  .superRefine((value, context) => {
    for (const [category, code] of Object.entries(value.useCaseWhenMissing))
      if (value.useCases[code]?.category !== category)
        context.addIssue({
          code: "custom",
          path: ["useCaseWhenMissing", category],
          message: `${code} is not a use case of the category ${category}`,
        });
  })
  .meta({ id: "BarsSettings" });
export type BarsSettings = z.output<typeof barsSettings>;
