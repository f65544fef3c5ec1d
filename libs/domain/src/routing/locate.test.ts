import { expect, test } from "vitest";
import { locate } from "./locate.ts";
import { madeDirectory } from "./made-directory.ts";

const directory = madeDirectory();

test("goes by the incident, and shows the practice's place beside it when they differ", () => {
  expect(locate(directory, { postcode: "ZZ1 4AB", practice: "SYN12" })).toEqual({
    place: "north",
    lsoa: null,
    district: "E99000001",
    postcodeDistrict: "ZZ1",
    practicePlace: "south",
    basis: "incident-postcode",
    placesDisagree: true,
  });
});

test("goes by the practice when no postcode was given", () => {
  expect(locate(directory, { practice: "SYN12" })).toMatchObject({
    place: "south",
    basis: "practice",
    placesDisagree: false,
    postcodeDistrict: null,
  });
  expect(locate(directory, { postcode: " ", practice: "syn12" })).toMatchObject({ place: "south", basis: "practice" });
});

test("the longest row decides: unit, then sector, then outward code", () => {
  expect(locate(directory, { postcode: "zz21zz" })).toMatchObject({
    place: "south",
    lsoa: "E01990001",
    district: "E99000002",
    postcodeDistrict: "ZZ2",
  });
  expect(locate(directory, { postcode: "ZZ2 1AA" })).toMatchObject({ place: "north", lsoa: null });
  expect(locate(directory, { postcode: "ZZ1" })).toMatchObject({ place: "north" });
});

test("a code that crosses districts of one place gives the place and no district", () => {
  expect(locate(directory, { postcode: "ZZ3 1AA" })).toMatchObject({ place: "south", district: null });
});

test("never guesses: a split or unknown postcode leaves the place open, whatever the practice is", () => {
  for (const postcode of ["ZZ2 9AA", "ZZ2", "M1 1AA", "not a postcode", "<script>"])
    expect(locate(directory, { postcode, practice: "SYN11" })).toMatchObject({
      place: null,
      basis: "none",
      practicePlace: "north",
      placesDisagree: false,
    });
  expect(locate(directory, {})).toMatchObject({ place: null, basis: "none", practicePlace: null });
  expect(locate(directory, { practice: "SYN99" })).toMatchObject({ place: null, basis: "none" });
});

test("agrees when both say the same place", () => {
  expect(locate(directory, { postcode: "ZZ1 1AA", practice: "SYN11" })).toMatchObject({
    place: "north",
    placesDisagree: false,
  });
});
