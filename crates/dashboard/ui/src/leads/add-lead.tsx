import { Button, Checkbox, Group, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useNavigate } from "react-router";
import { formErrors } from "../api/errors";
import { defaultPipeline, usePipelines } from "../api/shared";
import type { LeadInput } from "../api/types";
import { splitTags } from "../lib/text";
import { existingAddress } from "../person/existing";
import { type AddLeadStart, closeAddLead } from "../shell/add-lead-store";
import classes from "../ui/form.module.css";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { createLead } from "./api";

const FIELDS = ["name", "email", "phone", "company", "title", "tags", "stage_id", "notes"];

export default function AddLead({ start }: { start: AddLeadStart }) {
  const navigate = useNavigate();
  const { data: pipelines } = usePipelines();
  const pipeline =
    pipelines?.find((p) => p.id === start.pipelineId) ?? defaultPipeline(pipelines ?? []);
  const stages = [...(pipeline?.stages ?? [])].sort((a, b) => a.position - b.position);
  const [busy, setBusy] = useState(false);
  const [rest, setRest] = useState<string | null>(null);
  const [existing, setExisting] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      name: start.name ?? "",
      anonymous: false,
      email: "",
      phone: "",
      company: "",
      title: "",
      tags: "",
      stage_id: start.stageId ?? "",
      notes: "",
    },
    validate: {
      name: (v, all) => (v.trim() || all.anonymous ? null : "Give a name, or tick Anonymous."),
      email: (v) =>
        !v.trim() || /^\S+@\S+\.\S+$/.test(v.trim())
          ? null
          : "Enter a full address, like name@example.com.",
    },
  });
  const submit = form.onSubmit(async (v) => {
    setBusy(true);
    setRest(null);
    setExisting(null);
    const text = (s: string) => s.trim() || undefined;
    const input: LeadInput = {
      name: v.anonymous ? undefined : text(v.name),
      email: text(v.email),
      phone: text(v.phone),
      company: text(v.company),
      title: text(v.title),
      tags: splitTags(v.tags),
      pipeline_id: pipeline?.id,
      stage_id: v.stage_id || undefined,
      notes: text(v.notes),
    };
    try {
      const lead = await createLead(input);
      closeAddLead();
      say(`${lead.display_name} added`);
    } catch (error) {
      const found = formErrors(error, FIELDS);
      form.setErrors(found.errors);
      setRest(found.rest);
      setExisting(existingAddress(error));
      setBusy(false);
    }
  });
  return (
    <Modal
      opened
      onClose={closeAddLead}
      title="Add Lead"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <div className={classes.grid}>
          <div className={classes.wide}>
            <TextInput
              label="Name"
              data-autofocus
              maxLength={200}
              disabled={form.values.anonymous}
              placeholder={form.values.anonymous ? "Anonymous" : undefined}
              {...form.getInputProps("name")}
              value={form.values.anonymous ? "" : form.values.name}
            />
            <Checkbox
              mt={8}
              size="xs"
              label="Anonymous, the name is not known yet"
              {...form.getInputProps("anonymous", { type: "checkbox" })}
            />
          </div>
          <TextInput label="Email" type="email" {...form.getInputProps("email")} />
          <TextInput
            label="Phone"
            type="tel"
            placeholder="+49 30 5550 0142"
            description="With country code."
            {...form.getInputProps("phone")}
          />
          <TextInput label="Company" {...form.getInputProps("company")} />
          <TextInput label="Title" {...form.getInputProps("title")} />
          <TextInput
            label="Tags"
            placeholder="hot, trade show"
            description="Separated by commas."
            {...form.getInputProps("tags")}
          />
          <Select
            label="Stage"
            placeholder={stages[0]?.name}
            data={stages.map((s) => ({ value: s.id, label: s.name }))}
            {...form.getInputProps("stage_id")}
            value={form.values.stage_id || (stages[0]?.id ?? null)}
          />
          <div className={classes.wide}>
            <Textarea
              label="Notes"
              description="Becomes the lead’s first note."
              autosize
              minRows={2}
              maxRows={8}
              {...form.getInputProps("notes")}
            />
          </div>
        </div>
        {existing && (
          <button
            type="button"
            className="link"
            style={{ marginTop: 8 }}
            onClick={() => {
              closeAddLead();
              navigate(existing);
            }}
          >
            Open the record that has this email
          </button>
        )}
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={closeAddLead}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Add Lead
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
