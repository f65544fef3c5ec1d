/** Area files: Node only (reads the disk), so apart from the contracts that a browser may import. */
export * from "./read-area-file.ts";
