import { Button, Group, Modal, Select } from "@mantine/core";
import { useState } from "react";
import { api, call } from "../api/client";
import { ApiError, reason } from "../api/errors";
import type { AccountStage } from "../api/types";
import { count } from "../lib/text";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";

/** Asks first, and where the stage's accounts go. */
export function DeleteStage({
  stage,
  others,
  onClose,
  onChanged,
}: {
  stage: AccountStage;
  others: AccountStage[];
  onClose: () => void;
  onChanged: () => Promise<unknown>;
}) {
  const [target, setTarget] = useState(others[0]?.id ?? null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const inUse = stage.account_count > 0;
  const stuck = inUse && others.length === 0;
  const there = `${count(stage.account_count, "account is", "accounts are")} on it`;
  const run = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const query = inUse && target ? { move_to: target } : undefined;
      const params = { path: { id: stage.id }, query };
      await call(api.DELETE("/account-stages/{id}", { params }));
      await onChanged();
      say(`${stage.name} deleted`);
      onClose();
    } catch (error) {
      // Accounts came in meanwhile: the list that is read now asks where they go.
      if (error instanceof ApiError && error.code === "stage_in_use") await onChanged();
      setFailed(reason(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Delete the stage ${stage.name}?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className="t2 wrap">
        {stuck
          ? `${there}, and there is no other stage to move to. Add another stage first.`
          : inUse
            ? `${there}. They keep their deal value and move to the stage that you choose.`
            : "No account is on it. The stage goes, and nothing else."}
      </p>
      {inUse && !stuck && (
        <Select
          mt={12}
          label="Move accounts to"
          data={others.map((s) => ({ value: s.id, label: s.name }))}
          value={target}
          onChange={setTarget}
        />
      )}
      {failed && <ErrorNote>{failed}</ErrorNote>}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onClose} data-autofocus>
          {stuck ? "Close" : "Cancel"}
        </Button>
        {!stuck && (
          <Button data-danger-fill loading={busy} onClick={run}>
            Delete stage
          </Button>
        )}
      </Group>
    </Modal>
  );
}
