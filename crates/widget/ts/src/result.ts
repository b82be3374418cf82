import type { Result } from './types';

/** A promise that is ours to settle. Not made with `Promise`, which the page may have replaced. */
export const createResult = () => {
  let result: Result | undefined;
  let wake = (): void => {};
  const settled = {
    // biome-ignore lint/suspicious/noThenProperty: this is what `await` waits for
    then(resolve: () => void): void {
      wake = resolve;
      if (result) wake();
    },
  };
  return {
    promise: (async () => {
      await settled;
      return result;
    })(),
    settle(given: Result): void {
      if (!result) result = given;
      wake();
    },
  };
};

export const refused = (reason: string): Result => ({ applied: false, reason });
