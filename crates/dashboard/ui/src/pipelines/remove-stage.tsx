import { Button, Group, Modal, Select } from "@mantine/core";
import { useState } from "react";
import type { Id } from "../api/types";
import { count } from "../lib/text";
import type { StageDraft } from "./stage-draft";

/** Where the leads of a stage go that is about to be left out. Nothing happens before the pipeline is saved. */
export function RemoveStage({
  stage,
  leads,
  others,
  onRemove,
  onClose,
}: {
  stage: StageDraft;
  /** That lose their stage. */
  leads: number;
  /** That stay, and are saved already. */
  others: StageDraft[];
  onRemove: (target: Id) => void;
  onClose: () => void;
}) {
  const [target, setTarget] = useState(others[0]?.id ?? null);
  const stuck = others.length === 0;
  const said = count(leads, "lead is in it", "leads are in it");
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Remove the stage ${stage.name}?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className="t2 wrap">
        {stuck
          ? `${said}, and every other stage is new. Save the new ones first, then leads can move there.`
          : `${said}. They move to the stage that you choose, when you save.`}
      </p>
      {!stuck && (
        <Select
          mt={12}
          label="Move leads to"
          data={others.map((s) => ({ value: s.id ?? "", label: s.name }))}
          value={target}
          onChange={(v) => setTarget(v)}
        />
      )}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onClose} data-autofocus>
          {stuck ? "Close" : "Cancel"}
        </Button>
        {!stuck && (
          <Button data-danger-fill onClick={() => target && onRemove(target)}>
            Remove stage
          </Button>
        )}
      </Group>
    </Modal>
  );
}
