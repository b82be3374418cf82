export const CRUMBS = [{ label: "Automations", to: "/automations" }];
