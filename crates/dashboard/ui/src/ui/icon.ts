/** Tabler at the sizes the design knows. */
export const I = { size: 16, stroke: 1.7, "aria-hidden": true } as const;
export const IS = { size: 14, stroke: 1.7, "aria-hidden": true } as const;
export const IL = { size: 18, stroke: 1.6, "aria-hidden": true } as const;
export const IXL = { size: 20, stroke: 1.6, "aria-hidden": true } as const;
