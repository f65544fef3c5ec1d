/**
 * `GET /api/directory`: places, teams, services and practices, with who is open now. Out: names, telephone numbers, hours.
 * Says what the directory has, not what a team says of itself: `GET /api/teams` has that.
 */
import {
  closingAt,
  isOpen,
  lastTwoHourReferralAt,
  nextOpeningAt,
  takesTwoHourReferrals,
  type Directory,
  type Opens,
} from "@ucrt/domain";
import { directoryAnswer, type DirectoryAnswer } from "@ucrt/schemas";
import type { Clock, HttpServer } from "@ucrt/service";

/** Adds the route. */
export function addDirectoryRoute(
  app: HttpServer,
  deps: { readonly directory: Directory; readonly clock: Clock },
): void {
  app.get("/api/directory", { schema: { response: { 200: directoryAnswer } } }, async () =>
    describe(deps.directory, deps.clock.nowMs()),
  );
}

/** The directory as referrers and pages may see it at an instant. */
export function describe(directory: Directory, atMs: number): DirectoryAnswer {
  const { area, isDemonstration, hash, file, practices } = directory.data;
  const opening = (who: Opens) => ({
    isOpen: isOpen(who, atMs),
    opensAt: isOpen(who, atMs) ? null : nextOpeningAt(who, atMs),
    closesAt: closingAt(who, atMs),
  });
  return {
    area,
    isDemonstration,
    version: file.version,
    effectiveFrom: file.effectiveFrom,
    approver: file.approver,
    hash,
    at: atMs,
    places: Object.entries(file.places).map(([id, place]) => ({
      id,
      name: place.name,
      formerTeamName: place.formerTeamName ?? null,
      districts: Object.values(file.districts)
        .filter((district) => district.place === id)
        .map((district) => district.name),
    })),
    teams: directory.teams.map((team) => ({
      id: team.id,
      name: team.entry.name,
      places: team.entry.places,
      phone: team.entry.phone,
      provider: team.entry.provider,
      providerName: file.organisations[team.entry.provider]?.name ?? team.entry.provider,
      skills: team.entry.skills,
      ...opening(team),
      takesTwoHourReferrals: takesTwoHourReferrals(team, atMs),
      lastTwoHourReferralAt: lastTwoHourReferralAt(team, atMs),
    })),
    services: directory.services.map((service) => ({
      id: service.id,
      name: service.entry.name,
      words: service.entry.words,
      phone: service.entry.phone,
      ...opening(service),
    })),
    practices: practices.map(({ ods, name, place }) => ({ ods, name, place })),
    organisations: Object.entries(file.organisations).map(([ods, { name, kind }]) => ({ ods, name, kind })),
  };
}
