/**
 * Another service takes over: which, and who there has accepted. In: the row. Out: the request, and its named acceptance then or later. The team stays responsible
 * until a named person of that service has accepted.
 */
import { onwardService, type ReferralView } from "@ucrt/schemas";
import { useId, useState } from "react";
import { FormField } from "../commands/form-field.tsx";
import { codeInWords } from "../words.ts";
import { Pick, StepPanel, type PanelProps } from "./step-panel.tsx";

const serviceWords: Readonly<Record<string, string>> = { gp: "GP" };
export const onwardInWords = (service: string): string => serviceWords[service] ?? codeInWords(service);

export function OnwardPanel({ view, ...panel }: PanelProps & { readonly view: ReferralView | undefined }) {
  const id = useId();
  const asked = view?.visit?.onward ?? undefined;
  const isWaiting = panel.row.state === "onward-pending" && asked !== undefined;
  // What was asked may be known only a moment after this has opened.
  const [picked, setPicked] = useState<string>();
  const service = picked ?? (isWaiting ? asked.service : "");
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  return (
    <StepPanel
      {...panel}
      name="onward"
      label="Hand on to a service"
      button={name.trim() === "" ? "Asked, not accepted yet" : "Accepted there"}
      body={() => {
        if (service === "") return "Choose the service.";
        if (name.trim() === "")
          return isWaiting && asked.service === service ? "Name who accepted there." : { service };
        const acceptedBy = {
          name: name.trim(),
          role: role.trim() === "" ? "Receiving service" : role.trim(),
          registration: null,
        };
        return { service, acceptedBy };
      }}
    >
      <Pick
        label="Which service"
        options={onwardService.options.map((value) => ({ value, words: onwardInWords(value) }))}
        value={service}
        onChange={setPicked}
      />
      <FormField
        id={`${id}-name`}
        field={{
          name: "name",
          label: "Accepted there by",
          kind: "text",
          isOptional: !isWaiting,
          hint: "Your team stays responsible until a named person there has accepted.",
        }}
        value={name}
        wrong={undefined}
        onChange={setName}
      />
      <FormField
        id={`${id}-role`}
        field={{ name: "role", label: "Their role", kind: "text", isOptional: true }}
        value={role}
        wrong={undefined}
        onChange={setRole}
      />
    </StepPanel>
  );
}
