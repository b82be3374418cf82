import { Button, Group, Modal, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { formErrors } from "../api/errors";
import { defaultPipeline } from "../api/shared";
import type { Id, Pipeline, StageInput } from "../api/types";
import { ErrorNote } from "../ui/notes";
import { createPipeline } from "./api";

/** The fewest that make sense, for those who bring their own words. */
const PLAIN: StageInput[] = [
  { name: "New", color: "blue", type: "open" },
  { name: "In progress", color: "amber", type: "open" },
  { name: "Won", color: "green", type: "won", probability: 100 },
  { name: "Lost", color: "red", type: "lost", probability: 0 },
];

const copyOf = (pipeline: Pipeline | undefined): StageInput[] =>
  pipeline
    ? [...pipeline.stages]
        .sort((a, b) => a.position - b.position)
        .map(({ name, color, type, description, probability, stale_after_days }) => ({
          name,
          color,
          type,
          description,
          probability,
          stale_after_days,
        }))
    : PLAIN;

export function NewPipeline({ all, onClose }: { all: Pipeline[]; onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [like, setLike] = useState<Id | "plain">(defaultPipeline(all)?.id ?? "plain");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [rest, setRest] = useState<string | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setFailed("Give the pipeline a name.");
    setBusy(true);
    setFailed(null);
    setRest(null);
    try {
      const stages = copyOf(all.find((p) => p.id === like));
      const made = await createPipeline({ name: name.trim(), stages });
      onClose();
      navigate(`/settings/pipelines/${made.id}`);
    } catch (error) {
      const found = formErrors(error, ["name"]);
      setFailed(found.errors.name ?? null);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="New pipeline"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          placeholder="Partners"
          maxLength={100}
          data-autofocus
          value={name}
          error={failed}
          onChange={(e) => {
            setName(e.currentTarget.value);
            setFailed(null);
          }}
        />
        <Select
          mt={14}
          label="Begin with"
          description="Every stage can be changed afterwards."
          data={[
            ...all.map((p) => ({ value: p.id, label: `The stages of ${p.name}` })),
            { value: "plain", label: "New, In progress, Won and Lost" },
          ]}
          value={like}
          onChange={(v) => setLike(v ?? "plain")}
        />
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={18}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Create pipeline
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
