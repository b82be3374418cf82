import type { Audience } from "../api/types";
import { count } from "../lib/text";
import { Confirm } from "../ui/confirm";
import { say } from "../ui/toast";
import { deleteAudience } from "./api";

export function DeleteAudience({
  audience,
  onClose,
  onGone,
}: {
  /** Null: closed. */
  audience: Audience | null;
  onClose: () => void;
  onGone?: () => void;
}) {
  return (
    <Confirm
      opened={audience !== null}
      onClose={onClose}
      title={`Delete the audience ${audience?.name}?`}
      action="Delete audience"
      onConfirm={async () => {
        if (!audience) return;
        await deleteAudience(audience.id);
        say(`${audience.name} deleted`);
        onGone?.();
      }}
    >
      The list of {count(audience?.size ?? 0, "person", "people")} goes for good. The people stay in
      your leads and contacts, and what was sent to them stays.
    </Confirm>
  );
}
