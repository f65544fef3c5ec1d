/**
 * The ambulance service's dialect as one referral: a crew on scene, a case pushed from the 999 stack, a candidate to pull.
 * In: a parsed referral or amendment. Out: sender, clocks, picture, person. Pure; never mixes the three ambulance clocks.
 */
import type { SenderCode } from "@ucrt/schemas";
import {
  isRegisteredClinician,
  normaliseCase,
  type AmbulanceCase,
  type Normalised,
  type NormaliseContext,
} from "./normalise-shared.ts";

/** Turns a crew's or CAD's case into the one referral all services know. */
export function normaliseAmbulance(message: AmbulanceCase, context: NormaliseContext): Normalised {
  const { crew, clocks } = message;
  const isOnScene = message.transfer === "crew-on-scene";
  const callBack = crew?.numbers.callBack ?? message.callBackNumber;
  return normaliseCase(
    message,
    {
      feed: "ambulance",
      source: isOnScene ? "crew" : "stack",
      caseId: message.incidentNumber,
      ...(crew === undefined ? {} : { referredBy: crew.clinician, callSign: crew.callSign }),
      visit: message.incident,
      carePlace: message.carePlace,
      practice: message.patient.practice ?? null,
      arpCategory: message.arpCategory ?? null,
      clinicianWithPatient: isOnScene && isRegisteredClinician(crew?.clinician, message.clinical),
      referrer: {
        ...(crew === undefined
          ? {}
          : { name: crew.clinician.name, bypass: crew.numbers.bypass, outOfHours: crew.numbers.outOfHours }),
        ...(callBack === undefined ? {} : { callBack }),
      },
      instants: {
        "clocks.callConnectAt": clocks?.callConnectAt,
        "clocks.clockStartAt": clocks?.clockStartAt,
        "crew.onSceneAt": crew?.onSceneAt,
      },
      clocks: {
        ambulanceClockStartAt: clocks?.clockStartAt ?? clocks?.callConnectAt,
        validationBreachAt: clocks?.validationBreachAt,
        crewOnSceneAt: isOnScene ? crew?.onSceneAt : undefined,
      },
      notes:
        clocks?.clockStartAt === undefined && clocks?.callConnectAt !== undefined
          ? ["ambulance-clock-start-from-call-connect"]
          : [],
      codes: codesOf(message),
    },
    context,
  );
}

/** What the call was triaged to. Nothing here judges it, but the clinician who takes the case over reads it first. */
function codesOf({ determinant, pathwaysDisposition }: AmbulanceCase): SenderCode[] {
  return [
    ...(determinant === undefined ? [] : [{ system: "ampds", code: determinant }]),
    // One field for three kinds of Pathways code: its first two letters say which.
    ...(pathwaysDisposition === undefined
      ? []
      : [{ system: `pathways-${pathwaysDisposition.slice(0, 2).toLowerCase()}`, code: pathwaysDisposition }]),
  ];
}
