import { Button, Group, Modal, Select } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ApiError, reason } from "../api/errors";
import { defaultPipeline } from "../api/shared";
import type { Id, Pipeline } from "../api/types";
import { count } from "../lib/text";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { deletePipeline, forgetPipeline } from "./api";

/** Asks first, and where its leads go. */
export function DeletePipeline({
  pipeline,
  all,
  leads,
  onCount,
  onClose,
}: {
  pipeline: Pipeline;
  all: Pipeline[];
  /** In all its stages. */
  leads: number;
  /** Leads came in meanwhile: counts again. */
  onCount: () => void;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const others = all.filter((p) => p.id !== pipeline.id);
  const [target, setTarget] = useState<Id | null>(
    defaultPipeline(others)?.stages.find((s) => s.position === 0)?.id ?? null,
  );
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const run = async () => {
    setBusy(true);
    setFailed(null);
    try {
      await deletePipeline(pipeline.id, leads > 0 ? target : null);
      say(`${pipeline.name} deleted`);
      onClose();
      await navigate("/settings/pipelines", { replace: true });
      forgetPipeline(pipeline.id);
    } catch (error) {
      if (error instanceof ApiError && error.code === "pipeline_in_use") onCount();
      setFailed(reason(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Delete the pipeline ${pipeline.name}?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className="t2 wrap">
        {leads > 0
          ? `Its ${count(pipeline.stages.length, "stage goes", "stages go")}. ${count(leads, "lead is in it and moves", "leads are in it and move")} to the stage that you choose.`
          : `Its ${count(pipeline.stages.length, "stage goes", "stages go")}. No lead is in it.`}
      </p>
      {leads > 0 && (
        <Select
          mt={12}
          label="Move leads to"
          data={others.map((p) => ({
            group: p.name,
            items: [...p.stages]
              .sort((a, b) => a.position - b.position)
              .map((s) => ({ value: s.id, label: s.name })),
          }))}
          value={target}
          onChange={(v) => setTarget(v)}
        />
      )}
      {failed && <ErrorNote>{failed}</ErrorNote>}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button data-danger-fill loading={busy} onClick={run}>
          Delete pipeline
        </Button>
      </Group>
    </Modal>
  );
}
