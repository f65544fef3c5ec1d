/**
 * The record of a visit as text for SystmOne, and the closure summary for the GP: SBAR, with times. Pure. In: the referral as this caller may see it, names, the time.
 * Out: plain text, a line for each thing that is known; nothing is said of what is not. It holds identity and is made only when somebody asks for it.
 * Never key-safe codes: access notes stay where they are sealed.
 */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { roleInWords, type Person, type ReferralView } from "@ucrt/schemas";
import { flagsInOrder } from "../board/flag-words.ts";
import { atTime, onDay, onLocalDate } from "../format.ts";
import { codeInWords, idInWords, needWords, outcomeWords, responseWords, sourceWords } from "../words.ts";

export interface SbarNames {
  readonly teamName: (id: string) => string;
  readonly organisationName: (ods: string) => string;
}

/** `record`: for our own system, at acceptance or at close. `gp-summary`: for the GP, at close. */
export type SbarFor = "record" | "gp-summary";

/** The text; every instant in the area's time, with its day once at the top. */
export function sbarOf(view: ReferralView, names: SbarNames, nowMs: number, kind: SbarFor = "record"): string {
  const title =
    kind === "gp-summary" ? "Urgent community response: closure summary for the GP" : "Urgent community response";
  return [
    `${title}, ${referralNumberOf(view.referralId)}`,
    `Referral received ${onDay(view.clocks.receivedAt)} ${atTime(view.clocks.receivedAt)}. Text made ${onDay(nowMs)} ${atTime(nowMs)}.`,
    ...(kind === "gp-summary" && view.picture.practice !== null
      ? [`To: ${names.organisationName(view.picture.practice)} (${view.picture.practice})`]
      : []),
    "",
    "SITUATION",
    ...situation(view, names),
    "",
    "BACKGROUND",
    ...background(view, names),
    "",
    "ASSESSMENT",
    ...assessment(view),
    "",
    view.summary === undefined || view.summary === null ? "RESPONSE AND PLAN" : "RESPONSE AND OUTCOME",
    ...response(view, names),
  ].join("\n");
}

type Line = string | undefined;
const known = (lines: readonly Line[]): readonly string[] => lines.filter((line): line is string => line !== undefined);
const line = (words: string, value: string | null | undefined): Line =>
  value === undefined || value === null || value.trim() === "" ? undefined : `${words}: ${value}`;

function situation(view: ReferralView, { organisationName }: SbarNames): readonly string[] {
  const { person, picture } = view;
  const age = picture.ageYears === null ? undefined : `${picture.ageYears} years`;
  const born = person?.dateOfBirth === undefined ? undefined : `born ${onLocalDate(person.dateOfBirth)}`;
  const sex = picture.sex === "unknown" ? undefined : picture.sex;
  return known([
    line("Name", person?.name),
    line("NHS number", person?.nhsNumber),
    line("Age", [age, born, sex].filter((part) => part !== undefined).join(", ")),
    line("Address of the visit", addressOf(person)),
    line("Phone", person?.phone),
    line("Need", [picture.need, ...picture.otherNeeds].map((need) => needWords[need]).join(", ")),
    line("What happened", person?.narrative),
    line("How soon", responseWords[view.response]),
    line(
      "Referred by",
      [person?.referrer.name ?? view.senderName, sourceWords[view.source], organisationName(view.senderOrganisation)]
        .filter((part) => part !== null && part !== undefined)
        .join(", "),
    ),
    line("Call back", person?.referrer.callBack),
    picture.answers.fall?.onFloorNow === "yes" ? "Still on the floor when referred" : undefined,
  ]);
}

function addressOf(person: Person | null): string | undefined {
  if (person === null) return undefined;
  const { lines, postcode, what3words } = person.visitAddress;
  return [...lines, postcode, what3words === undefined ? undefined : `what3words ${what3words}`]
    .filter((part) => part !== undefined)
    .join(", ");
}

function background({ person, picture }: ReferralView, { organisationName }: SbarNames): readonly string[] {
  const { advancePlan, clinicalFrailtyScale } = picture.answers;
  const contacts = person?.contacts.map(({ name, relationship, phone }) =>
    [name, relationship, phone].filter((part) => part !== undefined).join(" "),
  );
  return orNothing(
    known([
      line("History", person?.history),
      line("Medication", person?.medication),
      line("Frailty scale", clinicalFrailtyScale === undefined ? undefined : `${clinicalFrailtyScale} of 9`),
      line(
        "Advance plan",
        advancePlan === undefined
          ? undefined
          : `${advancePlan.kind === "other" ? "a plan" : advancePlan.kind}${advancePlan.date === undefined ? "" : ` of ${onLocalDate(advancePlan.date)}`}, ${advancePlan.seenByNamedPerson ? "seen" : "not seen"} by a named person`,
      ),
      line("Contacts", contacts?.join("; ")),
      line(
        "GP practice",
        picture.practice === null ? undefined : `${organisationName(picture.practice)} (${picture.practice})`,
      ),
      line("Interpreter", person?.interpreterLanguage),
    ]),
  );
}

function assessment({ picture, decision, findings, row, person }: ReferralView): readonly string[] {
  const { observations } = picture.answers;
  const matters = findings.filter((finding) => finding.raises !== null || finding.asks);
  return orNothing(
    known([
      decision === null
        ? undefined
        : `Criteria (advice${decision.criteriaSet.isApproved ? "" : ", not clinically approved"}): ${outcomeWords[decision.outcome]}`,
      ...matters.map(
        ({ criterion, wording, result }) => `  ${criterion} ${wording} (${codeInWords(result).toLowerCase()})`,
      ),
      line("Observations", observationsIn(observations)),
      line("NEWS2", news2In(picture)),
      line(
        "Risks and flags",
        flagsInOrder(row)
          .map(({ words }) => words)
          .join(", "),
      ),
      line("Scene", person?.sceneNotes),
      line("Safeguarding", person?.safeguardingNotes),
      line("About the flags", person?.flagNotes),
    ]),
  );
}

function observationsIn(taken: ReferralView["picture"]["answers"]["observations"]): string | undefined {
  if (taken === undefined) return undefined;
  const values = known([
    taken.respirationsPerMinute === undefined ? undefined : `RR ${taken.respirationsPerMinute}`,
    taken.oxygenSaturationPercent === undefined
      ? undefined
      : `SpO2 ${taken.oxygenSaturationPercent} %${taken.onOxygen === true ? " on oxygen" : ""}`,
    taken.systolicMmHg === undefined ? undefined : `systolic ${taken.systolicMmHg}`,
    taken.pulsePerMinute === undefined ? undefined : `pulse ${taken.pulsePerMinute}`,
    taken.consciousness === undefined ? undefined : codeInWords(taken.consciousness).toLowerCase(),
    taken.temperatureCelsius === undefined ? undefined : `${taken.temperatureCelsius} °C`,
  ]);
  return values.length === 0 ? undefined : `${values.join(", ")}, taken ${atTime(taken.takenAt)}`;
}

function news2In({ news2 }: ReferralView["picture"]): string | undefined {
  if (news2 === null) return undefined;
  const total =
    news2.total === null ? `at least ${news2.knownTotal} (not taken: ${news2.missing.join(", ")})` : `${news2.total}`;
  return `${total}${news2.anyParameterThree ? ", one parameter at 3" : ""}, at ${atTime(news2.takenAt)}`;
}

/** What the history says in a line for the record; everything else of it is about the offer and the board. */
function stepIn({ type, at, words, data }: ReferralView["history"][number]): Line {
  const told = (key: string): string => {
    const code = data[key];
    return typeof code === "string" ? codeInWords(code).toLowerCase() : "";
  };
  const when = atTime(at);
  switch (type) {
    case "contact-recorded":
      return `${when} ${words} (${told("medium")})`;
    case "no-access-recorded":
      return `${when} Nobody at the door: ${String(data["callsMade"])} calls, next of kin ${data["nextOfKinCalled"] === true ? "called" : "not called"}, referrer ${data["referrerCalled"] === true ? "called" : "not called"}, welfare check: ${told("welfareCheckAskedOf")}`;
    case "arrived":
      return `${when} Arrived, first face to face; ${String(data["minutesFromReceived"])} min after receipt${data["isBreach"] === true ? `, over two hours (${data["breachReason"] === null ? "reason not given yet" : told("breachReason")})` : ""}`;
    case "escalation-handed-over":
      return `${when} Handed over to 999, incident ${String(data["incidentNumber"])}`;
    case "onward-accepted":
      return `${when} ${codeInWords(String(data["service"]))} accepted: ${nameIn(data["by"])}`;
    case "closed":
      return `${when} Closed: ${told("outcome")}`;
    case "accepted":
    case "time-agreed":
    case "time-declined":
    case "set-off":
    case "escalated-to-999":
    case "onward-requested":
    case "handed-back":
    case "summary-sent":
      return `${when} ${words}`;
    default:
      return undefined;
  }
}

function nameIn(by: unknown): string {
  const { name, role } = (by ?? {}) as { readonly name?: string; readonly role?: string };
  return [name, role].filter((part) => part !== undefined).join(", ");
}

const summaryWords = { sent: "sent", "to-be-sent": "still to be sent", "not-needed": "not needed" } as const;

function response(view: ReferralView, { teamName }: SbarNames): readonly string[] {
  const { accepted, clocks, history, notes, summary, picture } = view;
  const steps = history
    .toSorted((one, other) => one.at - other.at || one.sequence - other.sequence)
    .flatMap((fact) => stepIn(fact) ?? []);
  return known([
    accepted === null
      ? undefined
      : `Accepted by ${accepted.clinician.name}, ${roleInWords(accepted.clinician.role)}${accepted.clinician.registration === null ? "" : `, ${accepted.clinician.registration.body} ${accepted.clinician.registration.number}`}, ${teamName(accepted.team)}; expected ${atTime(accepted.expectedAt)}`,
    line("Two hours end", view.response === "two-hour" ? atTime(clocks.twoHourDueAt) : undefined),
    line(
      "If UCRT could not come",
      picture.alternative === null ? undefined : codeInWords(picture.alternative).toLowerCase(),
    ),
    ...steps,
    ...notes.map((note) => `${atTime(note.at)} Note by ${note.by}: ${note.text}`),
    line("Summary for the GP", summary === null || summary === undefined ? undefined : summaryWords[summary]),
    line("Place", view.row.place === null ? undefined : idInWords(view.row.place)),
  ]);
}

const orNothing = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? ["Nothing was given."] : lines;
