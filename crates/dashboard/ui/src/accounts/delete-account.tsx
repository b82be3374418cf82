import { Button, Group, Modal } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Account } from "../api/types";
import { count } from "../lib/text";
import { Confirm } from "../ui/confirm";
import { say } from "../ui/toast";
import { deleteAccount } from "./api";
import { type InUse, inUse, whyNot } from "./in-use";
import { CONTACTS, OPPORTUNITIES } from "./record-section";

/** Asks first; where contacts or opportunities remain, it says which and leads to them (H31). */
export function DeleteAccount({
  account,
  opened,
  onClose,
}: {
  account: Account;
  opened: boolean;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const [blocked, setBlocked] = useState<InUse | null>(null);
  return (
    <>
      <Confirm
        opened={opened}
        onClose={onClose}
        title={`Delete ${account.name}?`}
        action="Delete account"
        onConfirm={async () => {
          try {
            await deleteAccount(account.id);
          } catch (error) {
            const found = inUse(error);
            if (!found) throw error;
            return setBlocked(found);
          }
          say(`${account.name} deleted`);
          navigate("/accounts");
        }}
      >
        The account goes for good, with its notes and onboarding plans. It can only go once no
        contact and no opportunity is left on it.
      </Confirm>
      <Modal
        opened={blocked !== null}
        onClose={() => setBlocked(null)}
        title={`${account.name} cannot be deleted yet`}
        // The links lead to a section; the focus goes there.
        returnFocus={false}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {blocked && <Remaining blocked={blocked} onClose={() => setBlocked(null)} />}
      </Modal>
    </>
  );
}

function Remaining({ blocked, onClose }: { blocked: InUse; onClose: () => void }) {
  const show = (section: string) => {
    onClose();
    const target = document.getElementById(section);
    target?.scrollIntoView({ block: "start" });
    target?.focus();
  };
  const people = blocked.contacts + blocked.linked_contacts;
  return (
    <>
      <p className="t2 wrap">{whyNot(blocked)}</p>
      <Group justify="flex-end" gap={8} mt={16}>
        {people > 0 && (
          <Button onClick={() => show(CONTACTS)}>Show {count(people, "contact")}</Button>
        )}
        {blocked.opportunities > 0 && (
          <Button onClick={() => show(OPPORTUNITIES)}>
            Show {count(blocked.opportunities, "opportunity", "opportunities")}
          </Button>
        )}
        <Button variant="filled" onClick={onClose} data-autofocus>
          Close
        </Button>
      </Group>
    </>
  );
}
