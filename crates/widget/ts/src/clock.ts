const DAY = 864e5;

/** Only ever grows, whatever happens to the clock: for waiting. */
export const elapsed = (): number => performance.now();

const began = Date.now() - elapsed();

/**
 * The time, as the clock had it when the page was loaded once somebody has turned it by more than a day: what counts
 * is the age of an event when it is sent. (Less than that is a machine that slept: it does not count as elapsed.)
 */
export const now = (): number => {
  const turned = Date.now() - elapsed() - began;
  return Math.round(Date.now() - (Math.abs(turned) > DAY ? turned : 0));
};
