// What an answer of the urgent community response says. In: a message Bundle as it came. Out: which request it answers and how the case stands with
// them, or what is wrong with the message. Reads only what an ambulance service acts on; the rest it would keep as it is.
import { z } from "zod";

const coding = z.object({ system: z.string().optional(), code: z.string(), display: z.string().optional() });
const concept = z.object({ coding: z.array(coding).optional(), text: z.string().optional() });
const reference = z.object({ reference: z.string() });
const encounterShape = z.object({
  resourceType: z.literal("Encounter"),
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string() })).optional(),
  status: z.string(),
  reasonCode: z.array(concept).optional(),
});
const headerShape = z.object({
  resourceType: z.literal("MessageHeader"),
  eventCoding: z.object({ code: z.string() }),
  response: z.object({ identifier: z.string(), code: z.string() }).optional(),
  focus: z.array(reference).min(1),
});
const carePlanShape = z.object({
  resourceType: z.literal("CarePlan"),
  status: z.string(),
  activity: z
    .array(
      z.object({
        outcomeCodeableConcept: z.array(concept).optional(),
        outcomeReference: z.array(reference).optional(),
      }),
    )
    .optional(),
});
const namedShape = z.object({ resourceType: z.string(), name: z.unknown() });
const bundleShape = z.object({
  resourceType: z.literal("Bundle"),
  type: z.literal("message"),
  entry: z.array(z.object({ fullUrl: z.string().optional(), resource: z.looseObject({ resourceType: z.string() }) })),
});

export type AnswerKind = "accepted" | "handed-back" | "finished" | "planned";

export interface ReadAnswer {
  readonly kind: AnswerKind;
  /** `MessageHeader.response.identifier`: the bundle of ours that it answers; empty in an echo. */
  readonly answers: string;
  /** Their number for the case. */
  readonly theirNumber: string;
  /** Why they gave it back: `RRNA`, `FC` or `OTH`, and words. */
  readonly reason: { readonly code: string; readonly words: string } | undefined;
  /** Who answers, as the message names them. */
  readonly by: string;
  /** What they say of it: the team, the time. */
  readonly words: string;
  /** What came of it, in their words. */
  readonly outcome: string;
  readonly carePlanStatus: string | undefined;
  /** Number of a new ambulance case, when they had one raised. */
  readonly newAmbulanceCase: string | undefined;
}

export type AnswerOrFault =
  | { readonly ok: true; readonly answer: ReadAnswer }
  | { readonly ok: false; readonly fault: string };

const kindOfStatus: Readonly<Record<string, AnswerKind>> = {
  planned: "planned",
  "in-progress": "accepted",
  cancelled: "handed-back",
  finished: "finished",
};

/** Reads an answer. `cadNumber` tells our own Encounter from theirs. Faults are written for the log: paths only. */
export function readAnswer(body: string, cadNumberOf: (bundleId: string) => string | undefined): AnswerOrFault {
  const bundle = bundleShape.safeParse(parse(body));
  if (!bundle.success) return fault(bundle.error);
  const resources = bundle.data.entry.map(({ fullUrl, resource }) => ({ fullUrl, resource }));
  const header = headerShape.safeParse(resources[0]?.resource);
  if (!header.success) return fault(header.error);
  if (header.data.eventCoding.code !== "servicerequest-response")
    return { ok: false, fault: "MessageHeader.eventCoding is no response" };
  const answers = header.data.response?.identifier ?? "";
  const read = readStanding(resources, { focus: header.data.focus[0]?.reference, cadNumber: cadNumberOf(answers) });
  return read.ok ? { ok: true, answer: { ...read.answer, answers } } : read;
}

/** Reads the body of a 200: our own message again, with their planned Encounter added. Undefined when there is none. */
export function readPlanned(body: string, cadNumber: string): ReadAnswer | undefined {
  const bundle = bundleShape.safeParse(parse(body));
  if (!bundle.success) return undefined;
  const read = readStanding(bundle.data.entry, { focus: undefined, cadNumber });
  return read.ok ? { ...read.answer, answers: "" } : undefined;
}

type Entry = { readonly fullUrl?: string | undefined; readonly resource: Readonly<Record<string, unknown>> };

function readStanding(
  entries: readonly Entry[],
  known: { readonly focus: string | undefined; readonly cadNumber: string | undefined },
): AnswerOrFault {
  const encounters = entries.flatMap((entry) => {
    const read = encounterShape.safeParse(entry.resource);
    return read.success ? [{ ...read.data, isFocus: namesEntry(known.focus, entry) }] : [];
  });
  const numberOf = (one: (typeof encounters)[number]): string => one.identifier?.[0]?.value ?? "";
  const others = encounters.filter((one) => known.cadNumber === undefined || numberOf(one) !== known.cadNumber);
  const theirs = known.focus === undefined ? others[0] : others.find((one) => one.isFocus);
  if (theirs === undefined) return { ok: false, fault: "MessageHeader.focus leads to no Encounter of theirs" };
  const kind = kindOfStatus[theirs.status];
  if (kind === undefined) return { ok: false, fault: "Encounter.status is none of the four" };
  const carePlan = entries.flatMap(({ resource }) => carePlanShape.safeParse(resource).data ?? [])[0];
  const [reason] = theirs.reasonCode ?? [];
  const third = kind === "finished" ? others.find((one) => one !== theirs) : undefined;
  return {
    ok: true,
    answer: {
      kind,
      answers: "",
      theirNumber: numberOf(theirs),
      reason:
        kind === "handed-back"
          ? {
              code: reason?.coding?.[0]?.code ?? "",
              words: reason?.text ?? reason?.coding?.[0]?.display ?? "no reason given",
            }
          : undefined,
      by: whoAnswers(entries),
      words: reason?.text ?? "",
      outcome: wordsOfOutcome(carePlan),
      carePlanStatus: carePlan?.status,
      newAmbulanceCase: third === undefined ? undefined : numberOf(third),
    },
  };
}

/** True when a reference (`urn:uuid:...` or `Encounter/...`) leads to this entry. */
function namesEntry(target: string | undefined, { fullUrl, resource }: Entry): boolean {
  if (target === undefined) return false;
  const id = typeof resource["id"] === "string" ? resource["id"] : undefined;
  return target === fullUrl || target.split(/[:/]/).at(-1) === (id ?? fullUrl?.split(":").at(-1));
}

/** The sender of the message: the organisation that its header names. */
function whoAnswers(entries: readonly Entry[]): string {
  const sender = (entries[0]?.resource["sender"] as { reference?: unknown } | undefined)?.reference;
  const found = entries.find((entry) => typeof sender === "string" && namesEntry(sender, entry));
  const named = namedShape.safeParse(found?.resource);
  return named.success && typeof named.data.name === "string" ? named.data.name : "";
}

function wordsOfOutcome(carePlan: z.output<typeof carePlanShape> | undefined): string {
  const concepts = (carePlan?.activity ?? []).flatMap(({ outcomeCodeableConcept }) => outcomeCodeableConcept ?? []);
  const words = concepts.map(({ text, coding: codings }) => text ?? codings?.[0]?.display ?? codings?.[0]?.code ?? "");
  return words.filter((word) => word !== "").join("; ");
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function fault(error: z.ZodError): AnswerOrFault {
  return { ok: false, fault: error.issues.map(({ path }) => path.map(String).join(".") || "Bundle").join(", ") };
}
