// Who talks to whom: the simulated ambulance service and the service it asks, as the directory of services and ODS name them. Names only.

export const serviceIdSystem = "https://fhir.nhs.uk/Id/dos-service-id";
/** The urgent community response, as `bars.yaml` of the area names it. */
export const askedService = "2000099146";
/** The ambulance service, where answers go. */
export const ownService = "2222222222";
export const ambulanceOrganisation = { ods: "RYC", name: "East of England Ambulance Service (simulated)" } as const;
/** What the ambulance service calls itself to the product: `iss` and `sub` of its assertions. */
export const ownClientId = "simulated-999-cad";
/** What the product calls itself to the ambulance service: `iss` and `sub` of its assertions. */
export const clientId = "ucrt-spa";
