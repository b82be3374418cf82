/** Runs `work`; whatever goes wrong in it stays inside (the host page must never notice). */
export const safely = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** The same for work that takes time. */
export const quietly = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work;
  } catch {}
};

export const listen = (
  target: EventTarget,
  type: string,
  handler: (event: Event) => void,
  options: AddEventListenerOptions = {},
): void =>
  target.addEventListener(type, (event) => safely(() => handler(event)), {
    passive: true,
    ...options,
  });
