import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { reasonFor } from "../api/errors";
import type { AccountRef, Contact, Id } from "../api/types";
import { AccountPicker } from "../crm/account-picker";
import { IS } from "../ui/icon";
import { Still } from "../ui/prop";
import { say } from "../ui/toast";
import classes from "./contacts.module.css";

/** The one account of a contact; choosing another moves the contact (H25). */
export function AccountProp({
  contact,
  onMove,
}: {
  contact: Contact;
  /** Absent: it cannot be changed. */
  onMove?: (account: Id) => Promise<unknown>;
}) {
  const [moving, setMoving] = useState(false);
  const { account } = contact;
  const name = account.placeholder ? "No company yet" : account.name;
  if (moving && onMove) {
    return (
      <Dropdown
        from={account.placeholder ? null : account}
        onClose={() => setMoving(false)}
        onChoose={async (to) => {
          await onMove(to.id);
          say(`${contact.display_name} moved to ${to.name}`);
        }}
      />
    );
  }
  return (
    <div className={classes.account}>
      <Still>
        {account.placeholder ? (
          <span className="t3">{name}</span>
        ) : (
          <Link className="link" to={`/accounts/${account.id}`} dir="auto">
            {name}
          </Link>
        )}
      </Still>
      {onMove && (
        <ActionIcon size="xs" aria-label={`Account: ${name}, edit`} onClick={() => setMoving(true)}>
          <IconPencil {...IS} />
        </ActionIcon>
      )}
    </div>
  );
}

function Dropdown({
  from,
  onChoose,
  onClose,
}: {
  from: AccountRef | null;
  onChoose: (to: AccountRef) => Promise<unknown>;
  onClose: () => void;
}) {
  const [wanted, setWanted] = useState(from);
  const [failed, setFailed] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("input")?.focus(), []);
  const choose = async (to: AccountRef) => {
    setWanted(to);
    setFailed(null);
    try {
      await onChoose(to);
      onClose();
    } catch (error) {
      setFailed(reasonFor(error, "account_id"));
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc leaves, as in every field of the profile
    <div
      ref={box}
      className={classes.moving}
      onKeyDown={(event) => {
        // An open list takes its own Esc first.
        const listed = (event.target as HTMLElement).hasAttribute("data-expanded");
        if (event.key !== "Escape" || listed) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <AccountPicker
        label="Account"
        description="The move is recorded on the timeline."
        value={wanted?.id ?? null}
        initial={from ?? undefined}
        required
        error={failed}
        onChange={(_, to) => {
          if (to && to.id !== from?.id) void choose(to);
        }}
      />
      <button type="button" className="link sm" onClick={onClose}>
        Cancel
      </button>
    </div>
  );
}
