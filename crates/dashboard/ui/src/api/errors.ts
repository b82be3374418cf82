import type { FieldProblem, Problem } from "./types";

export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: FieldProblem[];
  readonly retryAfter: number | null;
  readonly problem: Problem;
  constructor(problem: Problem, response?: Response) {
    super(problem.detail || problem.title);
    this.name = "ApiError";
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.fields = (problem.errors ?? []).map((f) => ({ ...f, message: asSentence(f.message) }));
    const wait = Number(response?.headers.get("Retry-After"));
    this.retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null;
  }
}

/** The API goes on where the field's name ends ("is required"); here the words stand alone. */
function asSentence(words: string): string {
  const end = /[\p{L}\p{N})}”"]$/u.test(words) ? "." : "";
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${end}`;
}

export class OfflineError extends Error {
  constructor(cause: unknown) {
    super("The server could not be reached. Check your connection and try again.", { cause });
    this.name = "OfflineError";
  }
}

export function reason(error: unknown): string {
  if (error instanceof ApiError) {
    const first = error.fields[0];
    if (error.code === "rate_limited" || error.status === 429) {
      return error.retryAfter
        ? `Too many tries. Wait ${error.retryAfter} seconds.`
        : "Too many tries. Wait a moment.";
    }
    return first && !error.problem.detail ? first.message : error.message;
  }
  if (error instanceof Error) return error.message;
  return "Something failed and gave no reason.";
}

/** The server's sentence for one field, else its general one. */
export function reasonFor(error: unknown, field: string): string {
  if (error instanceof ApiError) {
    const own = error.fields.find((f) => f.field === field || f.field.endsWith(`.${field}`));
    if (own) return own.message;
  }
  return reason(error);
}

/** Field errors as a form understands them; what names no known field goes to `rest`. */
export function formErrors(error: unknown, known: string[]) {
  const errors: Record<string, string> = {};
  let rest: string | null = null;
  if (error instanceof ApiError) {
    for (const f of error.fields) {
      const field = known.includes(f.field) ? f.field : f.field.split(/[.[]/)[0];
      if (field && known.includes(field)) errors[field] ??= f.message;
      else rest = rest ? `${rest} ${f.message}` : f.message;
    }
    if (error.code === "email_taken" && known.includes("email")) errors.email = error.message;
  }
  if (Object.keys(errors).length === 0 && !rest) rest = reason(error);
  return { errors, rest };
}

export const isStale = (error: unknown) => error instanceof ApiError && error.code === "stale";
export const isMissing = (error: unknown) => error instanceof ApiError && error.status === 404;
export const isRefused = (error: unknown) => error instanceof ApiError && error.status === 403;
