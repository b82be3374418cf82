import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { formErrors } from "../api/errors";
import type { ExportFilters, ExportFormat, ExportObject } from "../api/types";
import { useCan } from "../auth/session";
import { SettingsBlock } from "../settings/settings-page";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { postExport } from "./api";
import { EventFilters, PeopleExportFilters } from "./export-filters";
import classes from "./exports.module.css";
import { OBJECT_NAMES, OBJECTS } from "./words";

const FILTERS = [
  ...["widget_id", "type", "from", "to"],
  ...["search", "source", "assigned_to", "tag", "pipeline_id", "stage_id"],
  ...["created_from", "created_to", "account_id", "stalled"],
];

/** What others link to with its object or a widget already chosen: `?object=`, `?widget_id=`. */
export function NewExport() {
  const can = useCan();
  const [params, setParams] = useSearchParams();
  const objects = OBJECT_NAMES.filter((o) => can(OBJECTS[o].permission));
  const asked = params.get("object") as ExportObject | null;
  const object = objects.find((o) => o === asked) ?? objects[0] ?? "events";
  const [format, setFormat] = useState<ExportFormat>("csv");
  const [filters, setFilters] = useState<ExportFilters>(() => {
    const widget = params.get("widget_id");
    return widget ? { widget_id: widget } : {};
  });
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const touch = () => {
    setErrors({});
    setRest(null);
  };
  const edit = (part: ExportFilters) => {
    touch();
    setFilters((f) => ({ ...f, ...part }));
  };
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const backwards = backwardsIn(filters);
    if (backwards) return setErrors({ [backwards]: "Ends before it begins." });
    touch();
    setBusy(true);
    try {
      await postExport(object, format, filters);
      say("Export started");
    } catch (e) {
      const found = formErrors(e, ["format", ...FILTERS, ...FILTERS.map((n) => `filters.${n}`)]);
      setErrors(found.errors);
      setRest(found.rest);
    } finally {
      setBusy(false);
    }
  };
  const Fields = object === "events" ? EventFilters : PeopleExportFilters;
  return (
    <SettingsBlock
      title="New export"
      about={`${OBJECTS[object].about} The file is made in the background.`}
    >
      <form onSubmit={submit} noValidate>
        {objects.length > 1 && (
          <SegmentedControl
            mb={14}
            aria-label="What to export"
            data={objects.map((o) => ({ value: o, label: OBJECTS[o].label }))}
            value={object}
            onChange={(o) => {
              touch();
              setFilters({});
              setParams(o === objects[0] ? {} : { object: o }, { replace: true });
            }}
          />
        )}
        <Fields
          object={object}
          value={filters}
          edit={edit}
          error={(field) => errors[`filters.${field}`] ?? errors[field]}
        />
        <div className={classes.format}>
          <SegmentedControl
            aria-label="Format"
            data={[
              { value: "csv", label: "CSV" },
              { value: "ndjson", label: "NDJSON" },
            ]}
            value={format}
            onChange={(v) => setFormat(v as ExportFormat)}
          />
          <span className="t3 sm">
            {format === "csv" ? "For spreadsheets." : "A JSON object a line, for programs."}
          </span>
        </div>
        {errors.format && <ErrorNote>{errors.format}</ErrorNote>}
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Button type="submit" variant="filled" mt={14} loading={busy}>
          Start export
        </Button>
      </form>
    </SettingsBlock>
  );
}

/** The end of a span that is before its beginning. */
function backwardsIn(f: ExportFilters): "to" | "created_to" | null {
  if (f.from && f.to && f.from > f.to) return "to";
  if (f.created_from && f.created_to && f.created_from > f.created_to) return "created_to";
  return null;
}
