import type { Actor } from "../api/types";

/** Who did it, also when nobody with a name did. */
export function who(actor: Actor): string {
  if (actor.kind === "automation") return actor.name ? `Automation ${actor.name}` : "An automation";
  if (actor.name) return actor.name;
  switch (actor.kind) {
    case "user":
      return "A former teammate";
    case "api_key":
      return "The API";
    case "webhook":
      return "A webhook";
    case "visitor":
      return "The visitor";
    default:
      return "Hydra";
  }
}
