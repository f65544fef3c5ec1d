// What a chart of shares may show: hidden parts are one box without a number, and a row is never cut by counts that are not shown.
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { MonthLines } from "./month-lines.tsx";
import { ShareRows, type ShareRow } from "./share-rows.tsx";

const titlesOf = (markup: string) => [...markup.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title);

const drawn = (row: Omit<ShareRow, "key" | "name">) =>
  titlesOf(
    renderToStaticMarkup(
      <ShareRows words="" parts={["Accepted", "Refused"]} rest="Neither" rows={[{ key: "gp", name: "GP", ...row }]} />,
    ),
  );

it("cuts a row into its parts and the rest", () => {
  expect(drawn({ whole: 200, parts: [150, 30] })).toEqual([
    "GP: Accepted 75\u00a0%",
    "GP: Refused 15\u00a0%",
    "GP: Neither 10\u00a0%",
  ]);
});

it("draws everything hidden as one box, without a percentage", () => {
  expect(drawn({ whole: 100, parts: [80, "*"] })).toEqual(["GP: Accepted 80\u00a0%", "GP: * hidden together *"]);
  expect(drawn({ whole: "*", parts: [80, "*"] })).toEqual([]);
});

it("takes a counted rest as it is, and never shows what rounding left over", () => {
  expect(drawn({ whole: 105, parts: [50, 50], rest: 0 })).toEqual(["GP: Accepted 50\u00a0%", "GP: Refused 50\u00a0%"]);
  expect(drawn({ whole: 95, parts: [50, 50] })).toEqual(["GP: Accepted 50\u00a0%", "GP: Refused 50\u00a0%"]);
});

it("leaves a gap in a line where a number is hidden, and marks it", () => {
  const periods = ["2026-08", "2026-09", "2026-10"].map((key) => ({
    key,
    label: key,
    year: "2026",
    isProvisional: false,
    isPicked: false,
  }));
  const markup = renderToStaticMarkup(
    <MonthLines words="" periods={periods} lines={[{ name: "Met", values: [80, "*", 82] }]} unit="%" most={100} />,
  );
  expect(titlesOf(markup)).toEqual(["2026-08: Met 80\u00a0%", "2026-10: Met 82\u00a0%"]);
  expect(markup.match(/<polyline/g)).toHaveLength(2);
  expect(markup).toContain(">*</text>");
});

it("never shows an older number at the end of a line whose newest is hidden", () => {
  const markup = renderToStaticMarkup(
    <MonthLines
      words=""
      periods={[]}
      lines={[
        { name: "30 days", values: [7, "*"] },
        { name: "7 days", values: [3, 2] },
      ]}
      unit="%"
    />,
  );
  expect(markup).toContain(">30 days *</text>");
  expect(markup).toContain(">7 days 2</text>");
});
