import { Switch } from "@mantine/core";
import { useId } from "react";
import { useSearchParams } from "react-router";
import { SettingsBlock } from "../settings/settings-page";
import { ErrorNote } from "../ui/notes";
import { ConsentHelp } from "./consent-help";
import type { Draft } from "./draft";
import classes from "./widgets.module.css";

/** The switches, with who is responsible for consent beside the one that waits for it. */
export function Tracking({
  draft,
  edit,
  errors,
  disabled,
}: {
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
  errors: Record<string, string>;
  disabled: boolean;
}) {
  const [params, setParams] = useSearchParams();
  const help = (on: boolean) => setParams(on ? { help: "consent" } : {}, { replace: true });
  const refused = errors.tracking_enabled ?? errors.autocapture ?? errors.consent_required;
  return (
    <SettingsBlock
      title="Tracking"
      about="Pageviews, sessions and your own events. Off on every new widget."
    >
      <Line
        label="Record site activity"
        checked={draft.tracking_enabled}
        disabled={disabled}
        onChange={(tracking_enabled) => edit({ tracking_enabled })}
      >
        Starts with the next page load. There is no backfill.
      </Line>
      <Line
        label="Clicks"
        checked={draft.clicks}
        disabled={disabled}
        onChange={(clicks) => edit({ clicks })}
      >
        Buttons and links that were pressed, by their text. Never what is typed.
      </Line>
      <Line
        label="Scroll depth"
        checked={draft.scroll}
        disabled={disabled}
        onChange={(scroll) => edit({ scroll })}
      >
        How far down a page somebody got: up to four events a page.
      </Line>
      <Line
        label="Outbound clicks"
        checked={draft.outbound}
        disabled={disabled}
        onChange={(outbound) => edit({ outbound })}
      >
        Which link led away from your site.
      </Line>
      <Line
        label="Wait for consent"
        checked={draft.consent_required}
        disabled={disabled}
        onChange={(consent_required) => edit({ consent_required })}
        after={
          <button type="button" className="link" onClick={() => help(true)}>
            Which regions need it
          </button>
        }
      >
        Nothing is stored or sent before <code>hydra.consent(true)</code>. You are the data
        controller and Hydra is the processor, so the banner is yours.
      </Line>
      {refused && <ErrorNote>{refused}</ErrorNote>}
      <ConsentHelp
        opened={params.get("help") === "consent"}
        onClose={() => help(false)}
        draft={draft}
      />
    </SettingsBlock>
  );
}

function Line({
  label,
  checked,
  disabled,
  onChange,
  after,
  children,
}: {
  label: string;
  checked: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
  after?: React.ReactNode;
  children: React.ReactNode;
}) {
  const id = useId();
  return (
    <div className={classes.line}>
      <Switch
        id={id}
        aria-label={label}
        aria-describedby={`${id}-help`}
        checked={checked}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
      <div>
        <label className="m" htmlFor={id}>
          {label}
        </label>
        <div className="t3">
          <span id={`${id}-help`}>{children}</span> {after}
        </div>
      </div>
    </div>
  );
}
