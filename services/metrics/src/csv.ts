/**
 * RFC 4180 text. In: rows of cells. Out: lines with CRLF. A text cell that a spreadsheet would run as a formula is made inert with an apostrophe; numbers,
 * negative ones too, stay numbers. `*` is no formula and stays as it is.
 */

export type CsvCell = string | number | null;

export const csvOfRows = (rows: readonly (readonly CsvCell[])[]): string =>
  `${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;

function csvCell(value: CsvCell): string {
  if (value === null) return "";
  const text = String(value);
  const inert = typeof value !== "number" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
