// The loader on small files in the shape of the open data; every code and name in them is made up.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadOpenData } from "./load-ods-ons.ts";
import { areasFolder } from "./read-area-file.ts";
import { readDirectory } from "./read-directory.ts";

const area = "mid-and-south-essex";
const folder = mkdtempSync(join(tmpdir(), "open-data-"));
beforeAll(() => cpSync(areasFolder, folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

function practice(
  ods: string,
  name: string,
  subIcb: string,
  given: { status?: string; setting?: string } = {},
): string {
  const fields = Array.from({ length: 27 }, () => "");
  Object.assign(fields, {
    0: ods,
    1: name,
    9: "SS14 3AB",
    10: "19740401",
    12: given.status ?? "A",
    14: subIcb,
    25: given.setting ?? "4",
  });
  return fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
}

function partner(ods: string, pcn: string, end = ""): string {
  return [ods, "A PRACTICE", "99E", "A SUB ICB", pcn, `NETWORK ${pcn}`, "99E", "A SUB ICB", "20200401", end, "Y"]
    .map((field) => `"${field}"`)
    .join(",");
}

function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\r\n")}\r\n`);
  return path;
}

const epraccur = () =>
  write("epraccur.csv", [
    practice("X00002", 'THE "OLD" SURGERY, BILLERICAY', "99E"),
    practice("X00001", "CANVEY SURGERY", "99F"),
    practice("X00003", "CLOSED SURGERY", "99E", { status: "C" }),
    practice("X00004", "A PRISON", "99E", { setting: "8" }),
    practice("X00005", "ELSEWHERE SURGERY", "03Q"),
  ]);
const pcn = () => write("pcn.csv", [partner("X00002", "U00001", "20240331"), partner("X00002", "U00002")]);
const onspd = (header = "pcd,pcds,dointr,doterm,oslaua,lsoa11,lsoa21") =>
  write("onspd.csv", [
    header,
    '"SS117AA","SS11 7AA","198001","","E07000066","E01000001","E01990101"',
    '"SS117AB","SS11 7AB","198001","","E07000075","E01000001","E01990102"',
    '"SS118AA","SS11 8AA","198001","","E07000066","E01000001","E01990103"',
    '"SS118AB","SS11 8AB","198001","202001","E07000075","E01000001","E01990104"',
    '"CM3 1AA","CM3 1AA","198001","","E07000070","E01000001","E01990105"',
    '"CM3 1AB","CM3 1AB","198001","","E07000074","E01000001","E01990106"',
    '"CO101AA","CO10 1AA","198001","","E07000067","E01000001","E01990107"',
    '"CO101AB","CO10 1AB","198001","","E07000200","E01000001","E01990108"',
    '"M1 1AA","M1 1AA","198001","","E08000003","E01000001","E01990109"',
  ]);

test("writes tables that the directory reads: live units, whole sectors, active practices with their present network", async () => {
  expect(await loadOpenData({ area, folder, epraccur: epraccur(), pcn: pcn(), onspd: onspd() })).toBe(
    "2 practices (1 without a network), 8 postcode rows",
  );
  const directory = readDirectory(area, folder);
  expect(directory.practices).toEqual([
    { ods: "X00001", name: "CANVEY SURGERY", pcn: null, pcnName: null, place: "south-east-essex", basis: "open-data" },
    {
      ods: "X00002",
      name: 'THE "OLD" SURGERY, BILLERICAY',
      pcn: "U00002",
      pcnName: "NETWORK U00002",
      place: "basildon-and-brentwood",
      basis: "open-data",
    },
  ]);
  const rows = new Map(directory.postcodes.map((row) => [row.postcode, row]));
  expect([...rows.keys()]).toEqual([
    "CM3 1",
    "CM3 1AA",
    "CM3 1AB",
    "CO10 1AA",
    "SS11 7AA",
    "SS11 7AB",
    "SS11 8",
    "SS11 8AA",
  ]);
  expect(rows.get("SS11 7AB")).toEqual({
    postcode: "SS11 7AB",
    lsoa: "E01990102",
    district: "E07000075",
    place: null,
    basis: "open-data",
  });
  expect(rows.get("CM3 1")).toMatchObject({ district: null, place: "mid-essex" });
  expect(rows.get("SS11 8")).toMatchObject({ district: "E07000066", place: "basildon-and-brentwood" });
});

test("knows the newer column names", async () => {
  await loadOpenData({
    area,
    folder,
    epraccur: epraccur(),
    pcn: pcn(),
    onspd: onspd("PCD7,PCDS,DOINTR,DOTERM,LAD25CD,LSOA11CD,LSOA21CD"),
  });
  expect(readDirectory(area, folder).postcodes).toHaveLength(8);
});

test("writes nothing when a column is missing or nothing belongs to the area", async () => {
  const before = readFileSync(join(folder, area, "postcodes.csv"), "utf8");
  await expect(
    loadOpenData({ area, folder, epraccur: epraccur(), pcn: pcn(), onspd: onspd("pcd,pcds,a,doterm,b,lsoa11,c") }),
  ).rejects.toThrow("local authority district");
  await expect(
    loadOpenData({
      area,
      folder,
      epraccur: write("none.csv", [practice("X1", "A", "03Q")]),
      pcn: pcn(),
      onspd: onspd(),
    }),
  ).rejects.toThrow("No active practice");
  expect(readFileSync(join(folder, area, "postcodes.csv"), "utf8")).toBe(before);
});
