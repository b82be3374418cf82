import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { formErrors } from "../api/errors";
import type { ExportFormat } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import form from "../ui/form.module.css";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { useWidgets } from "../widgets/api";
import { startExport } from "./api";
import classes from "./exports.module.css";
import { TYPES } from "./words";

/** What others link to with a widget already chosen: `?widget_id=`. */
export function NewExport() {
  const widgets = useWidgets().data ?? [];
  const [params, setParams] = useSearchParams();
  const widget = params.get("widget_id") ?? "";
  const [format, setFormat] = useState<ExportFormat>("csv");
  const [type, setType] = useState<(typeof TYPES)[number]["value"]>("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const touch = () => {
    setErrors({});
    setRest(null);
  };
  const error = (field: string) => errors[`filters.${field}`] ?? errors[field];
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (from && to && from > to) return setErrors({ to: "Ends before it begins." });
    touch();
    setBusy(true);
    try {
      await startExport(format, {
        widget_id: widget || null,
        type: type || null,
        from: from || null,
        to: to || null,
      });
      say("Export started");
    } catch (e) {
      const names = ["widget_id", "type", "from", "to"];
      const found = formErrors(e, ["format", ...names, ...names.map((n) => `filters.${n}`)]);
      setErrors(found.errors);
      setRest(found.rest);
    } finally {
      setBusy(false);
    }
  };
  return (
    <SettingsBlock
      title="New export"
      about="Every stored site event, a line each. The file is made in the background."
    >
      <form onSubmit={submit} noValidate>
        <SegmentedControl
          aria-label="Format"
          data={[
            { value: "csv", label: "CSV" },
            { value: "ndjson", label: "NDJSON" },
          ]}
          value={format}
          onChange={(v) => setFormat(v as ExportFormat)}
        />
        <span className={`t3 sm ${classes.format}`}>
          {format === "csv" ? "For spreadsheets." : "A JSON object a line, for programs."}
        </span>
        {errors.format && <ErrorNote>{errors.format}</ErrorNote>}
        <div className={`${form.grid} ${classes.filters}`}>
          <Select
            label="Widget"
            data={[
              { value: "", label: "All widgets" },
              ...widgets.map((w) => ({ value: w.id, label: w.name })),
            ]}
            value={widget}
            error={error("widget_id")}
            onChange={(v) => {
              touch();
              setParams(v ? { widget_id: v } : {}, { replace: true });
            }}
          />
          <Select
            label="Type"
            data={TYPES}
            value={type}
            error={error("type")}
            onChange={(v) => {
              touch();
              setType(v ?? "");
            }}
          />
          <TextInput
            type="date"
            label="From"
            max={to || undefined}
            value={from}
            error={error("from")}
            onChange={(e) => {
              touch();
              setFrom(e.currentTarget.value);
            }}
          />
          <TextInput
            type="date"
            label="To"
            min={from || undefined}
            value={to}
            error={error("to")}
            onChange={(e) => {
              touch();
              setTo(e.currentTarget.value);
            }}
          />
        </div>
        <p className="t3 sm" style={{ marginTop: 8 }}>
          Days are UTC, both included. Left empty, everything that is kept is exported.
        </p>
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Button type="submit" variant="filled" mt={14} loading={busy}>
          Start export
        </Button>
      </form>
    </SettingsBlock>
  );
}
