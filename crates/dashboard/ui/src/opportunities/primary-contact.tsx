import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { reasonFor } from "../api/errors";
import type { Id, Opportunity } from "../api/types";
import { IS } from "../ui/icon";
import { Still } from "../ui/prop";
import { ContactPicker } from "./contact-picker";

/** The person behind the deal: a link, and a search among the account's contacts while it is edited. */
export function PrimaryContact({
  deal,
  onSave,
}: {
  deal: Opportunity;
  /** Absent: only shown. */
  onSave?: (id: Id | null) => Promise<unknown>;
}) {
  const [editing, setEditing] = useState(false);
  const contact = deal.primary_contact;
  if (onSave && editing) {
    return <Editor deal={deal} onSave={onSave} onClose={() => setEditing(false)} />;
  }
  return (
    <div className="row">
      {contact ? (
        <Still>
          <Link className="link" to={`/contacts/${contact.id}`} dir="auto">
            {contact.display_name}
          </Link>
        </Still>
      ) : (
        <Still value={null} />
      )}
      {onSave && (
        <ActionIcon
          size="xs"
          aria-label={`Primary contact: ${contact?.display_name ?? "Empty"}, edit`}
          onClick={() => setEditing(true)}
        >
          <IconPencil {...IS} />
        </ActionIcon>
      )}
    </div>
  );
}

function Editor({
  deal,
  onSave,
  onClose,
}: {
  deal: Opportunity;
  onSave: (id: Id | null) => Promise<unknown>;
  onClose: () => void;
}) {
  const [wanted, setWanted] = useState(deal.primary_contact_id);
  const [failed, setFailed] = useState<string | null>(null);
  const save = async (id: Id | null) => {
    setWanted(id);
    setFailed(null);
    try {
      await onSave(id);
      onClose();
    } catch (error) {
      setFailed(reasonFor(error, "primary_contact_id"));
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc leaves, as in every field of the profile
    <div
      onKeyDown={(event) => {
        // An open list takes its own Esc first.
        const listed = (event.target as HTMLElement).hasAttribute("data-expanded");
        if (event.key !== "Escape" || listed) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <ContactPicker
        bare
        autoFocus
        accountId={deal.account_id}
        value={wanted}
        error={failed}
        onChange={(id) => void save(id)}
      />
      <button type="button" className="link sm" onClick={onClose}>
        Cancel
      </button>
    </div>
  );
}
