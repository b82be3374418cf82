import type { CustomFieldObject, CustomFields } from "../api/types";
import { longDay } from "../lib/day";
import { show } from "../lib/text";
import { InlineEdit } from "../ui/inline-edit";
import { InlineSelect } from "../ui/inline-select";
import { Prop, Still } from "../ui/prop";
import { type CustomRow, customRows, parseAs, useCustomFields } from "./custom-fields";

/** Sends only what changed; the server keeps the other keys. */
type Save = (changed: Record<string, unknown>) => Promise<unknown>;

/** The custom fields of a record, as rows of its property list. */
export function CustomFieldRows({
  object,
  values,
  onSave,
}: {
  object: CustomFieldObject;
  values: CustomFields;
  /** Absent: nothing here can be edited. */
  onSave?: Save;
}) {
  const defined = useCustomFields(object).data ?? [];
  return customRows(defined, values).map((row) => (
    <Prop key={row.key} label={row.label}>
      {onSave && row.editable ? (
        <Editor row={row} save={(value) => onSave({ [row.key]: value })} />
      ) : (
        <Still value={shown(row)} />
      )}
    </Prop>
  ));
}

const isDay = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);

const shown = ({ type, value }: CustomRow) =>
  type === "date" && isDay(value) ? longDay(value) : show(value);

function Editor({ row, save }: { row: CustomRow; save: (value: unknown) => Promise<unknown> }) {
  const { key, label, type, options, value } = row;
  const common = { label, field: `custom_fields.${key}` };
  if (type === "select") {
    return (
      <InlineSelect
        {...common}
        value={show(value) || null}
        choices={options.map((o) => ({ value: o, label: o }))}
        onSave={save}
      />
    );
  }
  if (type === "boolean") {
    return (
      <InlineSelect
        {...common}
        value={typeof value === "boolean" ? (value ? "yes" : "no") : null}
        choices={[
          { value: "yes", label: "Yes" },
          { value: "no", label: "No" },
        ]}
        onSave={(chosen) => save(chosen && chosen === "yes")}
      />
    );
  }
  return (
    <InlineEdit
      {...common}
      type={type === "date" ? "date" : "text"}
      inputMode={type === "number" ? "decimal" : undefined}
      value={show(value)}
      onSave={(text) => save(parseAs(type, value, text))}
    >
      {shown(row)}
    </InlineEdit>
  );
}
