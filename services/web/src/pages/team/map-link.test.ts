import { describe, expect, it } from "vitest";
import { mapLinkOf } from "./map-link.ts";

describe("the way to a map", () => {
  it("carries the address and nothing else, to the device's own map", () => {
    expect(mapLinkOf({ lines: ["7 Sample Close", "Basildon"], postcode: "SS14 3AB", uprn: "100" })).toEqual({
      href: "geo:0,0?q=7%20Sample%20Close%2C%20Basildon%2C%20SS14%203AB",
      copy: "7 Sample Close, Basildon, SS14 3AB",
    });
  });
  it("takes the coordinates where there is no address, and is not there where nothing leads", () => {
    expect(mapLinkOf({ lines: [], latitude: 51.57, longitude: 0.46, postcode: "SS14 3AB" })?.href).toBe(
      "geo:51.57,0.46?q=51.57%2C0.46",
    );
    expect(mapLinkOf({ lines: [], postcode: "SS14 3AB" })?.copy).toBe("SS14 3AB");
    expect(mapLinkOf({ lines: [], what3words: "filled.count.soap" })).toBeUndefined();
  });
});
