// What `web` is told about the local sign-in server, and the names both sides use. In: the surroundings of an instance. Out: environment variables.
import type { ServiceSurroundings } from "../services.ts";
import { peopleFileIn } from "./people-file.ts";

/** What the sign-in server calls the product. */
export const clientId = "ucrt-front-door";
/** The level of sign-in it claims for everybody: as if a second step had been asked. */
export const demonstrationAcr = "urn:ucrt:demonstration:two-step";
/** The claim by which it says that the device is managed, so that a session lasts a shift. */
export const managedDeviceClaim = "managed_device";

/** Nothing without a sign-in server. */
export function signInEnvironment(
  around: Pick<ServiceSurroundings, "folder" | "secrets" | "signInIssuer">,
): Readonly<Record<string, string>> {
  if (around.signInIssuer === undefined) return {};
  return {
    OIDC_ISSUER: around.signInIssuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: around.secrets.signInClientSecret,
    OIDC_ACR_VALUES: demonstrationAcr,
    OIDC_MANAGED_DEVICE_CLAIM: `${managedDeviceClaim}=true`,
    PEOPLE_FILE: peopleFileIn(around.folder),
  };
}
