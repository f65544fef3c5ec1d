/** Names for the codes of referring organisations. In: `GET /api/directory`. Out: a name for an ODS code, or the code where the directory has none. */
import { directoryAnswer } from "@ucrt/schemas";
import { useCallback } from "react";
import { useLoaded } from "./use-loaded.ts";

export function useOrganisationName(): (code: string) => string {
  const { value } = useLoaded("/api/directory", directoryAnswer);
  return useCallback(
    (code) =>
      value?.practices.find(({ ods }) => ods === code)?.name ??
      value?.organisations.find(({ ods }) => ods === code)?.name ??
      (code === "*" ? "*" : code.replaceAll(/[()]/g, "")),
    [value],
  );
}
