import { Select, TextInput } from "@mantine/core";
import { usePipelines, useTeam } from "../api/shared";
import type { ExportFilters, ExportObject } from "../api/types";
import { SOURCES } from "../lib/text";
import form from "../ui/form.module.css";
import { inOrderOf } from "../webhooks/target";
import { useWidgets } from "../widgets/api";
import { TYPES } from "./words";

interface Filters {
  object: ExportObject;
  value: ExportFilters;
  edit: (part: ExportFilters) => void;
  error: (field: keyof ExportFilters) => string | undefined;
}

const any = (label: string, rest: { value: string; label: string }[]) => [
  { value: "", label },
  ...rest,
];

export function EventFilters({ value, edit, error }: Filters) {
  const widgets = useWidgets().data ?? [];
  return (
    <>
      <div className={form.grid}>
        <Select
          label="Widget"
          data={any(
            "All widgets",
            widgets.map((w) => ({ value: w.id, label: w.name })),
          )}
          value={value.widget_id ?? ""}
          error={error("widget_id")}
          onChange={(v) => edit({ widget_id: v || null })}
        />
        <Select
          label="Type"
          data={TYPES}
          value={value.type ?? ""}
          error={error("type")}
          onChange={(v) => edit({ type: (v || null) as ExportFilters["type"] })}
        />
        <DayField label="From" name="from" {...{ value, edit, error }} />
        <DayField label="To" name="to" {...{ value, edit, error }} />
      </div>
      <p className="t3 sm" style={{ marginTop: 8 }}>
        Days are UTC, both included. Left empty, everything that is kept is exported.
      </p>
    </>
  );
}

/** As the lists of leads and contacts filter. */
export function PeopleExportFilters({ object, value, edit, error }: Filters) {
  const leads = object === "leads";
  const team = useTeam().data ?? [];
  const pipelines = usePipelines(leads).data ?? [];
  const pipeline = pipelines.find((p) => p.id === value.pipeline_id);
  // Of one pipeline there is nothing to choose but its stages.
  const shown = pipelines.length === 1 ? pipelines[0] : pipeline;
  return (
    <>
      <div className={form.grid}>
        {leads && pipelines.length > 1 && (
          <Select
            label="Pipeline"
            data={any(
              "All pipelines",
              pipelines.map((p) => ({ value: p.id, label: p.name })),
            )}
            value={value.pipeline_id ?? ""}
            error={error("pipeline_id")}
            onChange={(v) => edit({ pipeline_id: v || undefined, stage_id: undefined })}
          />
        )}
        {leads && (
          <Select
            label="Stage"
            disabled={!shown}
            description={shown ? undefined : "Choose a pipeline first."}
            data={any(
              "All stages",
              inOrderOf(shown).map((s) => ({ value: s.id, label: s.name })),
            )}
            value={value.stage_id ?? ""}
            error={error("stage_id")}
            onChange={(v) => edit({ stage_id: v || undefined })}
          />
        )}
        <Select
          label="Source"
          data={any(
            "All sources",
            Object.entries(SOURCES).map(([v, label]) => ({ value: v, label })),
          )}
          value={value.source ?? ""}
          error={error("source")}
          onChange={(v) => edit({ source: v || undefined })}
        />
        <Select
          label="Assignee"
          searchable
          data={any("Anybody", [
            { value: "none", label: "Nobody" },
            ...team.map((m) => ({ value: m.id, label: m.name })),
          ])}
          value={value.assigned_to ?? ""}
          error={error("assigned_to")}
          onChange={(v) => edit({ assigned_to: v || undefined })}
        />
        <TextInput
          label="Tag"
          placeholder="Any"
          value={value.tag ?? ""}
          error={error("tag")}
          onChange={(e) => edit({ tag: e.currentTarget.value || undefined })}
        />
        <TextInput
          label="Search"
          placeholder="Name, email, phone or company"
          value={value.search ?? ""}
          error={error("search")}
          onChange={(e) => edit({ search: e.currentTarget.value || undefined })}
        />
        <DayField label="Created from" name="created_from" {...{ value, edit, error }} />
        <DayField label="Created to" name="created_to" {...{ value, edit, error }} />
      </div>
      <p className="t3 sm" style={{ marginTop: 8 }}>
        Left empty, all {leads ? "leads" : "contacts"} are exported, as their list shows them.
      </p>
    </>
  );
}

function DayField({
  label,
  name,
  value,
  edit,
  error,
}: Omit<Filters, "object"> & {
  label: string;
  name: "from" | "to" | "created_from" | "created_to";
}) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value[name] ?? ""}
      error={error(name)}
      onChange={(e) => edit({ [name]: e.currentTarget.value || undefined })}
    />
  );
}
