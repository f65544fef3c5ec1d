/** Names of the systems that senders' codes are from. In: a short name. Out: words; an unknown one as it came. */
const words: Readonly<Record<string, string>> = {
  ampds: "AMPDS",
  "pathways-sg": "NHS Pathways symptom group",
  "pathways-sd": "NHS Pathways symptom discriminator",
  "pathways-dx": "NHS Pathways disposition",
  arp: "Ambulance category",
  snomed: "SNOMED CT",
};

export const systemInWords = (system: string): string => words[system.toLowerCase()] ?? system;
