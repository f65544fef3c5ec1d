/**
 * Reads comma-separated text as RFC 4180 has it: quoted fields, doubled quotes, CR LF or LF. In: text. Out: rows of fields, each with its line number.
 * Keeps no header and knows no columns.
 */

export interface CsvRow {
  /** 1 is the first line of the file. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** All rows; blank lines and lines that begin with `#` are left out. Throws on a quote that is never closed. */
export function readCsv(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  const end = text.length;
  let position = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 1;
  while (position < end) {
    const startLine = line;
    const fields: string[] = [];
    for (;;) {
      let field = "";
      if (text[position] === '"') {
        position += 1;
        for (;;) {
          const close = text.indexOf('"', position);
          if (close < 0) throw new Error(`line ${startLine}: a quoted field is never closed`);
          field += text.slice(position, close);
          position = close + 1;
          if (text[position] !== '"') break;
          field += '"';
          position += 1;
        }
        line += field.split("\n").length - 1;
      }
      let next = position;
      while (next < end && text[next] !== "," && text[next] !== "\n") next += 1;
      field += text.slice(position, next).replace(/\r$/, "");
      fields.push(field);
      position = next + 1;
      if (next >= end || text[next] === "\n") break;
    }
    line += 1;
    const [first = ""] = fields;
    const isBlank = fields.length === 1 && first.trim() === "";
    if (!isBlank && !first.startsWith("#")) rows.push({ line: startLine, fields });
  }
  return rows;
}

/** One field, quoted where it must be. */
export function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
