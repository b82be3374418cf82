import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, OfflineError } from "./errors";
import type { paths } from "./paths";
import type { Problem } from "./types";

let onSignedOut: () => void = () => {};
/** Called on every 401 outside the sign-in call itself. */
export function whenSignedOut(listener: () => void) {
  onSignedOut = listener;
}

const headers: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-Hydra-Request", "1");
    request.headers.set("Accept", "application/json, application/problem+json");
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !schemaPath.startsWith("/auth/")) onSignedOut();
  },
};

export const api = createClient<paths>({ baseUrl: "/api/v1", credentials: "same-origin" });
api.use(headers);

type Answer<D> = Promise<{ data?: D; error?: unknown; response: Response }>;

/** Unwraps an answer: its data, or one thrown ApiError with the server's own reason. */
export async function call<D>(answer: Answer<D>): Promise<D> {
  let result: Awaited<Answer<D>>;
  try {
    result = await answer;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new OfflineError(cause);
  }
  const { data, error, response } = result;
  if (!response.ok) throw new ApiError(asProblem(error, response), response);
  return data as D;
}

function asProblem(error: unknown, response: Response): Problem {
  if (error && typeof error === "object" && "code" in error) return error as Problem;
  return {
    title: response.statusText || "Request failed",
    status: response.status,
    detail: `The server answered ${response.status} without saying why. Try again.`,
    code: "unknown",
  };
}

/** The optimistic-lock header of an update. */
export const ifMatch = (version: number) => ({ "If-Match": String(version) });
