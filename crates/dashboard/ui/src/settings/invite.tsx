import { Button, Group, Modal, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, call } from "../api/client";
import { formErrors } from "../api/errors";
import { queryClient } from "../api/query";
import type { InvitationCreated, Role } from "../api/types";
import { ROLES } from "../auth/need";
import { useSession } from "../auth/session";
import { CodeBlock } from "../ui/code-block";
import { ErrorNote } from "../ui/notes";
import { INVITATIONS } from "./invitations";
import { rolesToGive } from "./roles";
import classes from "./settings.module.css";

export function Invite({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (invitation: InvitationCreated) => void;
}) {
  const { role: own, workspace } = useSession();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("marketer");
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setRest(null);
    if (!/^\S+@\S+\.\S+$/.test(email.trim())) {
      return setErrors({ email: "Enter a full address, like name@example.com." });
    }
    setErrors({});
    setBusy(true);
    try {
      const body = { email: email.trim(), role };
      const made = await call(api.POST("/invitations", { body }));
      void queryClient.invalidateQueries({ queryKey: INVITATIONS });
      onCreated(made);
    } catch (error) {
      const found = formErrors(error, ["email", "role"]);
      setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Invite a teammate to ${workspace.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate className={classes.fields}>
        <TextInput
          label="Email"
          type="email"
          placeholder="name@example.com"
          data-autofocus
          value={email}
          error={errors.email}
          onChange={(e) => {
            setErrors({});
            setEmail(e.currentTarget.value);
          }}
        />
        <Radio.Group
          label="Role"
          value={role}
          error={errors.role}
          onChange={(v) => setRole(v as Role)}
        >
          <div className={classes.choices}>
            {rolesToGive(own).map((r) => (
              <Radio
                key={r.value}
                size="xs"
                value={r.value}
                label={r.label}
                description={r.about}
              />
            ))}
          </div>
        </Radio.Group>
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Create invitation
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** The link carries the token; it is shown this once. */
export function LinkShown({
  invitation,
  onClose,
}: {
  invitation: InvitationCreated | null;
  onClose: () => void;
}) {
  return (
    <Modal
      opened={invitation !== null}
      onClose={onClose}
      title="Copy the invitation link now"
      size={560}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className="t2 wrap" style={{ marginBottom: 12 }}>
        Send this link yourself: it works once, for 7 days. It lets {invitation?.email} in as{" "}
        {invitation && ROLES[invitation.role]}. It is not shown again: to get another, invite the
        same address again, and this one stops working.
      </p>
      {invitation && (
        <CodeBlock
          text={new URL(invitation.link, window.location.origin).href}
          label="Invitation link"
        />
      )}
      <Group justify="flex-end" mt={16}>
        <Button variant="filled" onClick={onClose}>
          I have copied it
        </Button>
      </Group>
    </Modal>
  );
}
