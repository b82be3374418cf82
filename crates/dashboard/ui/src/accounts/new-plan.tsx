import { ActionIcon, Button, Group, Modal, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { formErrors } from "../api/errors";
import type { Id } from "../api/types";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import classes from "./onboarding.module.css";
import { createPlan } from "./onboarding-api";

interface Draft {
  key: number;
  title: string;
  due: string;
}

/** A name and the first milestones; more can follow on the plan itself. */
export function NewPlan({ accountId, onClose }: { accountId: Id; onClose: () => void }) {
  const [name, setName] = useState("");
  const last = useRef(1);
  const [drafts, setDrafts] = useState<Draft[]>([{ key: 1, title: "", due: "" }]);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const edit = (key: number, patch: Partial<Draft>) =>
    setDrafts((all) => all.map((d) => (d.key === key ? { ...d, ...patch } : d)));
  const untitled = (d: Draft) => d.due !== "" && !d.title.trim();
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setRest(null);
    if (!name.trim()) return setErrors({ name: "Give the plan a name." });
    setErrors({});
    if (drafts.some(untitled)) return setRest("Give each milestone with a date a title.");
    setBusy(true);
    try {
      const milestones = drafts
        .filter((d) => d.title.trim())
        .map((d) => ({ title: d.title.trim(), due_date: d.due || null }));
      await createPlan(accountId, name.trim(), milestones);
      say(`${name.trim()} created`);
      onClose();
    } catch (error) {
      const found = formErrors(error, ["name"]);
      setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="New onboarding plan"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label="Plan name"
          placeholder="First 30 days"
          maxLength={200}
          data-autofocus
          value={name}
          error={errors.name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <fieldset className={classes.drafts}>
          <legend className={classes.legend}>Milestones</legend>
          {drafts.map((d, i) => (
            <div key={d.key} className={classes.draft}>
              <TextInput
                aria-label={`Milestone ${i + 1}`}
                placeholder="Kick-off call"
                maxLength={200}
                value={d.title}
                onChange={(e) => edit(d.key, { title: e.currentTarget.value })}
              />
              <TextInput
                type="date"
                aria-label={`Due date ${i + 1}`}
                value={d.due}
                onChange={(e) => edit(d.key, { due: e.currentTarget.value })}
              />
              <ActionIcon
                aria-label={`Remove milestone ${i + 1}`}
                onClick={() => setDrafts((all) => all.filter((o) => o.key !== d.key))}
              >
                <IconX {...IS} />
              </ActionIcon>
            </div>
          ))}
          <Button
            size="xs"
            variant="subtle"
            className={classes.add}
            leftSection={<IconPlus {...IS} />}
            onClick={() => {
              last.current += 1;
              setDrafts([...drafts, { key: last.current, title: "", due: "" }]);
            }}
          >
            Add milestone
          </Button>
        </fieldset>
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Create plan
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
