import { safely } from './safe';

/** localStorage that may be blocked, full or absent: reads give null, writes say whether they worked. */
export const read = (key: string): string | null | undefined =>
  safely(() => localStorage.getItem(key));

export const write = (key: string, value: string): boolean =>
  safely(() => {
    localStorage.setItem(key, value);
    return true;
  }) === true;

export const remove = (key: string): void => {
  safely(() => localStorage.removeItem(key));
};
