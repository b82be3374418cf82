import { Button, Group, Modal, Select, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { api, call, ifMatch } from "../api/client";
import { formErrors, isStale } from "../api/errors";
import type { CustomField, CustomFieldObject, CustomFieldType } from "../api/types";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { keyOf, optionsOf } from "./field-key";
import classes from "./settings.module.css";

export const FIELD_TYPES: Record<CustomFieldType, string> = {
  text: "Text",
  number: "Number",
  date: "Date",
  select: "Select (dropdown)",
  boolean: "Boolean",
};

/** Defines a field, or changes what may change of one: its label and its options. */
export function FieldForm({
  object,
  of,
  field,
  taken,
  onClose,
  onSaved,
}: {
  object: CustomFieldObject;
  /** The object's name in a sentence: "contacts". */
  of: string;
  field: CustomField | null;
  taken: string[];
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}) {
  const [label, setLabel] = useState(field?.label ?? "");
  const [type, setType] = useState<CustomFieldType>(field?.type ?? "text");
  const [options, setOptions] = useState(field?.options.join("\n") ?? "");
  /** Null while it follows the label. */
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [advanced, setAdvanced] = useState(false);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const key = field?.key ?? ownKey ?? keyOf(label);
  const typed = (set: (text: string) => void) => (e: { currentTarget: { value: string } }) => {
    setErrors({});
    set(e.currentTarget.value);
  };

  const problems = () => {
    const found: Record<string, string> = {};
    if (!label.trim()) found.label = "Give it the name that people will read.";
    else if (!field && keyOf(key) !== key) {
      found.key = `Letters and digits only, the first word small: ${keyOf(key) || "annualRevenue"}.`;
    } else if (!field && !key) found.key = "Give it a key of letters and digits.";
    else if (!field && taken.includes(key)) found.key = `Another field of ${of} has this key.`;
    if (type === "select" && optionsOf(options).length === 0) {
      found.options = "Give at least one option.";
    }
    return found;
  };
  const refuse = (found: Record<string, string>, other: string | null) => {
    setErrors(found);
    setRest(other);
    if (found.key) setAdvanced(true);
  };
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const found = problems();
    refuse(found, null);
    if (Object.keys(found).length > 0) return;
    const common = {
      label: label.trim(),
      ...(type === "select" && { options: optionsOf(options) }),
    };
    setBusy(true);
    try {
      if (field) {
        const params = { path: { id: field.id }, header: ifMatch(field.version) };
        await call(api.PATCH("/custom-fields/{id}", { params, body: common }));
      } else {
        await call(api.POST("/custom-fields", { body: { object, type, key, ...common } }));
      }
      await onSaved();
      say(`${common.label} ${field ? "saved" : "added"}`);
      onClose();
    } catch (error) {
      if (isStale(error)) {
        void onSaved();
        refuse({}, "Somebody else changed this field meanwhile. Close this and open it again.");
      } else {
        const { errors, rest } = formErrors(error, ["label", "type", "key", "options"]);
        refuse(errors, rest);
      }
      setBusy(false);
    }
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={field ? `Edit ${field.label}` : `New field for ${of}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit} noValidate className={classes.fields}>
        <TextInput
          label="Label"
          placeholder="Annual revenue"
          maxLength={100}
          data-autofocus
          value={label}
          error={errors.label}
          onChange={typed(setLabel)}
        />
        <Select
          label="Type"
          data={Object.entries(FIELD_TYPES).map(([value, label]) => ({ value, label }))}
          value={type}
          error={errors.type}
          disabled={field !== null}
          description={
            field
              ? "Stays as it is, because records have values of it."
              : "It cannot be changed later."
          }
          onChange={(v) => v && setType(v as CustomFieldType)}
        />
        {type === "select" && (
          <Textarea
            label="Options"
            description={
              field
                ? "One per line. Records that have an option you remove keep it."
                : "One per line, in the order of the list."
            }
            autosize
            minRows={3}
            maxRows={10}
            dir="auto"
            value={options}
            error={errors.options}
            onChange={typed(setOptions)}
          />
        )}
        <p className="t3 sm wrap">
          Key, for programs: <code>{key || "made of the label"}</code>
        </p>
        {!field && (
          <div>
            <UnstyledButton
              className="link"
              aria-expanded={advanced}
              onClick={() => setAdvanced(!advanced)}
            >
              {advanced ? <IconChevronDown {...IS} /> : <IconChevronRight {...IS} />}
              Advanced
            </UnstyledButton>
            {advanced && (
              <TextInput
                mt={8}
                label="Key"
                description="The API, webhooks and imports use it. It cannot be changed later."
                maxLength={100}
                value={key}
                error={errors.key}
                onChange={typed(setOwnKey)}
              />
            )}
          </div>
        )}
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Group justify="flex-end" gap={8}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            {field ? "Save field" : "Add field"}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
