import { ApiError } from "../api/errors";

/** Where the record is that has the email already, when that is why something was refused. */
export function existingAddress(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.code !== "email_taken") return null;
  const { existing_id: id, existing_kind: kind } = error.problem;
  return id ? `/${kind === "contact" ? "contacts" : "leads"}/${id}` : null;
}
