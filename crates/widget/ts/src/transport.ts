import { safely } from './safe';

export interface Reply {
  /** HTTP status; 0 when nothing came back; for a beacon, 204 when the browser took it over, else 503. */
  status: number;
  /** What Retry-After asks for, in milliseconds. */
  wait: number;
  response?: Response;
}

const MAX_WAIT = 864e5;

const retryAfter = (response: Response): number => {
  const header = response.headers.get('Retry-After') || '';
  const ms = /^\d+$/.test(header) ? +header * 1e3 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, MAX_WAIT) : 0;
};

/** The body is a string, so that its type is text/plain and no preflight is needed. Never rejects. */
export const post = async (url: string, body: string, leaving = false): Promise<Reply> => {
  try {
    const canFetch = typeof fetch === 'function';
    // Older Firefox ignores `keepalive`, so a request started while leaving would be cancelled.
    if (!canFetch || (leaving && !('keepalive' in Request.prototype))) {
      const taken = safely(() => navigator.sendBeacon(url, body));
      if (taken || !canFetch) return { status: taken ? 204 : 503, wait: 0 };
    }
    const response = await fetch(url, {
      method: 'POST',
      body,
      keepalive: true,
      credentials: 'omit',
      headers: { 'Content-Type': 'text/plain' },
    });
    return { status: response.status, wait: safely(() => retryAfter(response)) || 0, response };
  } catch {
    return { status: 0, wait: 0 };
  }
};

/** The answer's JSON; undefined where there is none, or none that can be read. */
export const readAnswer = async <T>({ response }: Reply): Promise<Partial<T> | undefined> => {
  try {
    return (await (response as Response).json()) || undefined;
  } catch {
    return undefined;
  }
};

/** No answer, 429 and 5xx are worth another try; every other answer is final. */
export const retryable = (status: number): boolean => !status || status === 429 || status > 499;

/** Doubles from one second to a minute, half of it random; never earlier than the server asked. */
export const backoff = (attempt: number, wait: number): number =>
  wait + Math.min(6e4, 1e3 * 2 ** attempt) * (0.5 + Math.random() / 2);
