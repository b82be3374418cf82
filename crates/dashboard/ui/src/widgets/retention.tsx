import { TextInput, Tooltip } from "@mantine/core";
import type { Widget } from "../api/types";
import { shortDay } from "../lib/day";
import { count } from "../lib/text";
import { exact } from "../lib/time";
import { SettingsBlock } from "../settings/settings-page";
import { ErrorNote } from "../ui/notes";

export function Retention({
  widget,
  days,
  error,
  disabled,
  onChange,
}: {
  widget: Widget;
  /** As typed. */
  days: string;
  error: string | null;
  disabled: boolean;
  onChange: (days: string) => void;
}) {
  return (
    <SettingsBlock
      title="Retention"
      about="Older events are removed every day. The engagement totals stay."
    >
      <label htmlFor="days" className="m" style={{ display: "block", marginBottom: 5 }}>
        Keep events for
      </label>
      <div className="row">
        <TextInput
          id="days"
          w={96}
          inputMode="numeric"
          value={days}
          disabled={disabled}
          error={error !== null}
          aria-describedby="days-help"
          onChange={(e) => onChange(e.currentTarget.value)}
        />
        <span className="t2">days</span>
      </div>
      {error && <ErrorNote>{error}</ErrorNote>}
      <div id="days-help" className="t3 sm" style={{ marginTop: 5 }}>
        From 1 to 365. Saved: {widget.event_retention_days} days.
      </div>
      <div className="t3 sm" style={{ marginTop: 5 }}>
        <LastPurge purge={widget.last_purge} />
      </div>
    </SettingsBlock>
  );
}

/** Days are UTC: the purge runs after their midnight. */
function LastPurge({ purge }: { purge: Widget["last_purge"] }) {
  if (!purge) return "No purge yet; the first runs after midnight UTC.";
  const { local, utc } = exact(purge.at);
  return (
    <>
      Last purge:{" "}
      <Tooltip
        multiline
        label={
          <>
            {local}
            <br />
            {utc}
          </>
        }
      >
        <time dateTime={purge.at}>{shortDay(purge.at.slice(0, 10))}</time>
      </Tooltip>
      , {count(purge.removed, "event")} removed
    </>
  );
}
