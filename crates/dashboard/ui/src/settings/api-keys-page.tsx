import { Button, Checkbox, Group, Modal, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../api/client";
import { formErrors } from "../api/errors";
import { queryClient } from "../api/query";
import { mateOf, useTeam } from "../api/shared";
import type { ApiKey, ApiKeyCreated } from "../api/types";
import { Need } from "../auth/need";
import { CodeBlock } from "../ui/code-block";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import classes from "./settings.module.css";
import { SettingsPage } from "./settings-page";

const SCOPES: { value: string; label: string }[] = [
  { value: "leads:view", label: "Read leads" },
  { value: "leads:manage", label: "Change leads" },
  { value: "crm:view", label: "Read contacts, accounts and opportunities" },
  { value: "crm:manage", label: "Change contacts, accounts and opportunities" },
  { value: "events:read", label: "Read site events" },
  { value: "widget:write", label: "Write as a widget" },
  { value: "inbox:use", label: "Use the inbox" },
  { value: "automations:manage", label: "Manage automations" },
  { value: "messages:send", label: "Send messages" },
  { value: "analytics:view", label: "Read reports" },
  { value: "settings:manage", label: "Change settings" },
  { value: "audit:view", label: "Read the audit log" },
];
const KEY = ["api-keys"];

export default function ApiKeysPage() {
  return (
    <Need permission="settings:manage" title="API keys">
      <Keys />
    </Need>
  );
}

function Keys() {
  const team = useTeam().data;
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<ApiKeyCreated | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const keys = useQuery({
    queryKey: KEY,
    queryFn: async () => (await call(api.GET("/api-keys"))).data,
  });
  return (
    <SettingsPage
      title="API keys"
      action={
        <Button
          variant="filled"
          leftSection={<IconPlus {...I} />}
          onClick={() => setCreating(true)}
        >
          New key
        </Button>
      }
    >
      <p className="t3" style={{ padding: "14px 20px", maxWidth: 640 }}>
        A key lets a program use the API as this workspace, within its scopes. The API is described
        at{" "}
        <a className="link" href="/docs" target="_blank" rel="noopener">
          /docs
        </a>
        .
      </p>
      {keys.error && !keys.data ? (
        <LoadFailed what="the API keys" error={keys.error} retry={() => keys.refetch()} />
      ) : !keys.data ? (
        <SkeletonRows rows={3} />
      ) : keys.data.length === 0 ? (
        <Empty
          pad
          title="No API key yet"
          why="Make one when a program of yours should read or write here."
        >
          <Button leftSection={<IconPlus {...I} />} onClick={() => setCreating(true)}>
            Create key
          </Button>
        </Empty>
      ) : (
        <table className="t" data-lg aria-label="API keys">
          <thead>
            <tr>
              <th>Name</th>
              <th>Key</th>
              <th>Scopes</th>
              <th className="r">Created</th>
              <th className="r">Last used</th>
              <th>
                <span className="srOnly">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.data.map((k) => (
              <tr key={k.id}>
                <td className="m wrap" dir="auto">
                  {k.name}
                </td>
                <td>
                  <code>…{k.last_four}</code>
                </td>
                <td className="t2" style={{ maxWidth: 240 }}>
                  {k.scopes.map((s) => SCOPES.find((x) => x.value === s)?.label ?? s).join(", ")}
                </td>
                <td className="r t3">
                  <TimeAgo at={k.created_at} />
                  {k.created_by && (
                    <div className="sm">{mateOf(team, k.created_by)?.name ?? ""}</div>
                  )}
                </td>
                <td className="r t3">
                  {k.last_used_at ? <TimeAgo at={k.last_used_at} /> : "Never"}
                </td>
                <td className="r">
                  <Button
                    size="xs"
                    data-danger
                    onClick={() => setRevoking(k)}
                    aria-label={`Revoke ${k.name}`}
                  >
                    Revoke
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {creating && (
        <NewKey
          onClose={() => setCreating(false)}
          onCreated={(key) => {
            setCreating(false);
            setCreated(key);
          }}
        />
      )}
      <Modal
        opened={created !== null}
        onClose={() => setCreated(null)}
        title="Copy the key now"
        size={560}
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <p className="t2" style={{ marginBottom: 12 }}>
          It is shown once. What is kept here can check it but not show it again.
        </p>
        {created && <CodeBlock text={created.key} label="API key" />}
        <Group justify="flex-end" mt={16}>
          <Button variant="filled" onClick={() => setCreated(null)}>
            I have copied it
          </Button>
        </Group>
      </Modal>
      <Confirm
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? ""}?`}
        action="Revoke key"
        onConfirm={async () => {
          if (!revoking) return;
          await call(api.DELETE("/api-keys/{id}", { params: { path: { id: revoking.id } } }));
          await queryClient.invalidateQueries({ queryKey: KEY });
          say(`${revoking.name} revoked`);
        }}
      >
        The key that ends in <code>{revoking?.last_four}</code> stops working at once, and programs
        that use it are refused. This cannot be undone.
      </Confirm>
    </SettingsPage>
  );
}

function NewKey({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (key: ApiKeyCreated) => void;
}) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["leads:view", "leads:manage"]);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const missing: Record<string, string> = {};
    if (!name.trim()) missing.name = "Give it a name that says what uses it.";
    if (scopes.length === 0) missing.scopes = "Tick at least one.";
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    try {
      const key = await call(api.POST("/api-keys", { body: { name: name.trim(), scopes } }));
      void queryClient.invalidateQueries({ queryKey: KEY });
      onCreated(key);
    } catch (error) {
      const found = formErrors(error, ["name", "scopes"]);
      setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="New API key"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          placeholder="Website backend"
          maxLength={100}
          data-autofocus
          value={name}
          error={errors.name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <Checkbox.Group
          mt={16}
          label="Scopes"
          description="What the key may do, and nothing more."
          value={scopes}
          onChange={setScopes}
          error={errors.scopes}
        >
          <div className={classes.scopes}>
            {SCOPES.map((s) => (
              <Checkbox
                key={s.value}
                size="xs"
                value={s.value}
                label={s.label}
                description={s.value}
              />
            ))}
          </div>
        </Checkbox.Group>
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Create key
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
