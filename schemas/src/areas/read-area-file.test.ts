import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readAreaDescription, readAreaFile, WrongAreaFile } from "./read-area-file.ts";

const schema = z.strictObject({
  teams: z.record(z.string(), z.strictObject({ capacity: z.int().min(0), hours: z.array(z.string()) })),
});

function areas(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "areas-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const base = {
  "base/area.yaml": "name: Base\n",
  "base/teams.yaml":
    "teams:\n  north:\n    capacity: 4\n    hours: ['08:00']\n  south:\n    capacity: 5\n    hours: ['08:00']\n",
};

describe("an area's file", () => {
  it("is overlaid field by field on the area it is based on; lists are replaced whole", () => {
    const folder = areas({
      ...base,
      "demo/area.yaml": "name: Demo\nbasedOn: base\n",
      "demo/teams.yaml": "teams:\n  north:\n    hours: ['00:00', '24:00']\n",
    });
    const read = readAreaFile({ area: "demo", file: "teams.yaml", schema, folder });
    expect(read.value.teams).toEqual({
      north: { capacity: 4, hours: ["00:00", "24:00"] },
      south: { capacity: 5, hours: ["08:00"] },
    });
    expect(read.files).toEqual(["base/teams.yaml", "demo/teams.yaml"]);
  });

  it("has a hash that changes with any byte of base or overlay", () => {
    const one = readAreaFile({ area: "base", file: "teams.yaml", schema, folder: areas(base) });
    const other = readAreaFile({
      area: "base",
      file: "teams.yaml",
      schema,
      folder: areas({ ...base, "base/teams.yaml": `${base["base/teams.yaml"]}# signed\n` }),
    });
    expect(other.value).toEqual(one.value);
    expect(other.hash).not.toBe(one.hash);
  });

  it.each([
    [
      "a wrong value",
      { "base/teams.yaml": "teams:\n  north:\n    capacity: many\n    hours: []\n" },
      /^base\/teams\.yaml:3 teams\.north\.capacity: /,
    ],
    [
      "a missing field, shown at its parent",
      { "base/teams.yaml": "teams:\n  north:\n    capacity: 1\n" },
      /^base\/teams\.yaml:3 teams\.north\.hours: /,
    ],
    ["an unknown field", { "base/teams.yaml": "teams: {}\nteam: {}\n" }, /^base\/teams\.yaml:1 \(file\): .*"team"/],
    ["a repeated key", { "base/teams.yaml": "teams: {}\nteams: {}\n" }, /^base\/teams\.yaml:2 /],
  ])("stops the start with file, line and field for %s", (_what, files, expected) => {
    const folder = areas({ ...base, ...files });
    const problems = problemsOf(() => readAreaFile({ area: "base", file: "teams.yaml", schema, folder }));
    expect(problems[0]).toMatch(expected);
  });

  it("names a missing file and a missing area", () => {
    const folder = areas(base);
    expect(problemsOf(() => readAreaFile({ area: "base", file: "rota.yaml", schema, folder }))[0]).toContain(
      "base/rota.yaml",
    );
    expect(problemsOf(() => readAreaDescription("elsewhere", folder))[0]).toContain("elsewhere/area.yaml");
  });
});

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof WrongAreaFile) return error.problems;
    throw error;
  }
  throw new Error("the wrong file was read without a word");
}
