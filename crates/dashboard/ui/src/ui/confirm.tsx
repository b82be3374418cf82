import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { reason } from "../api/errors";
import { ErrorNote } from "./notes";

/** The title asks, the button answers. A refusal stays in the dialog. */
export function Confirm({
  opened,
  onClose,
  title,
  action,
  onConfirm,
  danger = true,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  action: string;
  onConfirm: () => Promise<unknown>;
  danger?: boolean;
  children: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const close = () => {
    setFailed(null);
    onClose();
  };
  const run = async () => {
    setBusy(true);
    setFailed(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setFailed(reason(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className="t2 wrap">{children}</div>
      {failed && <ErrorNote>{failed}</ErrorNote>}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={close} data-autofocus>
          Cancel
        </Button>
        <Button
          variant={danger ? "default" : "filled"}
          data-danger-fill={danger || undefined}
          loading={busy}
          onClick={run}
        >
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
