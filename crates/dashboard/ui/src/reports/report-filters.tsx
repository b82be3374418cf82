import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { defaultPipeline, usePipelines } from "../api/shared";
import type { Day } from "../api/types";
import { useCan } from "../auth/session";
import { OwnerFilter } from "../opportunities/filter-bar";
import peopleClasses from "../person/people.module.css";
import { ChoiceMenu } from "../ui/choice-menu";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import classes from "./reports.module.css";
import { anyFilter, type ReportsUrl, type SetReportsUrl } from "./reports-url";

export function ReportFilters({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  const leads = useCan()("leads:view");
  const pipelines = usePipelines(leads).data ?? [];
  const chosen = pipelines.find((p) => p.id === url.pipeline);
  const first = defaultPipeline(pipelines);
  const backwards = url.from && url.to && url.from > url.to;
  return (
    <div className={`${peopleClasses.filters} ${classes.filters}`}>
      {first && (
        <SegmentedControl
          aria-label="Report on"
          value={url.pipeline ? "leads" : "opportunities"}
          onChange={(of) => set({ pipeline: of === "leads" ? first.id : null })}
          data={[
            { value: "opportunities", label: "Opportunities" },
            { value: "leads", label: "Leads" },
          ]}
        />
      )}
      {chosen && pipelines.length > 1 && (
        <ChoiceMenu
          value={chosen.id}
          choices={pipelines.map((p) => ({ value: p.id, label: p.name }))}
          onChoose={(pipeline) => set({ pipeline })}
        >
          <Button size="xs" variant="subtle" rightSection={<IconChevronDown {...IS} />}>
            {chosen.name}
          </Button>
        </ChoiceMenu>
      )}
      <fieldset className={classes.period}>
        <legend className="srOnly">{url.pipeline ? "Created" : "Close date"}</legend>
        <span className="t3 sm" aria-hidden="true">
          {url.pipeline ? "Created" : "Closing"}
        </span>
        <DayInput label="From" value={url.from} onChange={(from) => set({ from })} />
        <span className="t3 sm" aria-hidden="true">
          to
        </span>
        <DayInput label="To" value={url.to} onChange={(to) => set({ to })} />
      </fieldset>
      <OwnerFilter value={url.owner} onChange={(owner) => set({ owner })} />
      {anyFilter(url) && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => set({ owner: null, from: null, to: null })}
        >
          Clear
        </Button>
      )}
      {backwards && <ErrorNote>The period ends before it starts.</ErrorNote>}
    </div>
  );
}

/** Half a year is no day yet: the address follows once the year has four digits. */
function DayInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Day | null;
  onChange: (day: Day | null) => void;
}) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  return (
    <TextInput
      type="date"
      size="sm"
      aria-label={label}
      title={label}
      value={text}
      onChange={(e) => {
        const typed = e.currentTarget.value;
        setText(typed);
        if (typed === "" || typed >= "1900") onChange(typed || null);
      }}
    />
  );
}
