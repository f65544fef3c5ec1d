/** The name in logs, groups and messages. */
export const serviceName = "eligibility";
