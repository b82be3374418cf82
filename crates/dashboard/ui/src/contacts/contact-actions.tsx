import { Button, Menu } from "@mantine/core";
import { IconArrowBackUp, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { ContactDetail } from "../api/types";
import { count } from "../lib/text";
import { PersonMenu } from "../person/person-menu";
import { QuickSendButton } from "../quick-send/quick-send-button";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { say } from "../ui/toast";
import { deleteContact, demoteContact } from "./api";

export function ContactActions({ contact, manage }: { contact: ContactDetail; manage: boolean }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"demote" | "delete" | null>(null);
  const { id, display_name: name, account, companies } = contact;
  const close = () => setAsking(null);
  const links = [
    account.placeholder ? "its account" : `the account ${account.name}`,
    ...(companies.length > 0
      ? [count(companies.length, "further company", "further companies")]
      : []),
  ].join(" and ");
  return (
    <>
      <QuickSendButton person={contact} />
      {manage && (
        <Button leftSection={<IconArrowBackUp {...I} />} onClick={() => setAsking("demote")}>
          Demote to Lead
        </Button>
      )}
      <PersonMenu person={contact}>
        {manage && (
          <Menu.Item
            leftSection={<IconTrash {...I} />}
            data-danger
            onClick={() => setAsking("delete")}
          >
            Delete
          </Menu.Item>
        )}
      </PersonMenu>
      <Confirm
        opened={asking === "demote"}
        onClose={close}
        title={`Demote ${name} to a lead?`}
        action="Demote to Lead"
        onConfirm={async () => {
          const lead = await demoteContact(id);
          say(`${name} is a lead again`);
          navigate(`/leads/${lead.id}`);
        }}
      >
        {name} goes back to Leads, and {links} {companies.length > 0 ? "are" : "is"} cleared. Notes,
        timeline and site activity stay.
      </Confirm>
      <Confirm
        opened={asking === "delete"}
        onClose={close}
        title={`Delete ${name}?`}
        action="Delete contact"
        onConfirm={async () => {
          await deleteContact(id);
          say(`${name} deleted`);
          navigate("/contacts");
        }}
      >
        The contact and its notes go for good. What was done on your site stays counted, without a
        name. This cannot be undone.
      </Confirm>
    </>
  );
}
