// Finds a real browser for the page tests. In: CHROMIUM_PATH and the usual places. Out: an executable. Installs Chromium
// only as root on a Debian-like system, and says so first.
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { PlainFailure } from "./plain-failure.ts";
import { installPackage, type Say } from "./prepare-machine.ts";

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of a Chromium; refuses in plain words when there is none and none may be installed. */
export async function findChromium(say: Say): Promise<string> {
  const given = process.env["CHROMIUM_PATH"] ?? "";
  if (given !== "") {
    const path = executable(given);
    if (path !== undefined) return path;
    throw new PlainFailure(`CHROMIUM_PATH=${given} is not an executable file.`);
  }
  const found = firstOf(names);
  if (found !== undefined) return found;
  if (await installPackage("chromium", say)) {
    const installed = firstOf(names);
    if (installed !== undefined) return installed;
  }
  throw new PlainFailure(
    "The page tests need Chromium or Chrome, and none was found.\n" +
      "Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH to one you have.",
  );
}

function firstOf(candidates: readonly string[]): string | undefined {
  for (const candidate of candidates) {
    const path = executable(candidate);
    if (path !== undefined) return path;
  }
  return undefined;
}

function executable(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const path of isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
