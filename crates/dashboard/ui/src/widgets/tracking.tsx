import { useSearchParams } from "react-router";
import { SettingsBlock } from "../settings/settings-page";
import { ErrorNote } from "../ui/notes";
import { ConsentHelp } from "./consent-help";
import type { Draft } from "./draft";
import { SwitchLine } from "./switch-line";

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
      <SwitchLine
        label="Record site activity"
        checked={draft.tracking_enabled}
        disabled={disabled}
        onChange={(tracking_enabled) => edit({ tracking_enabled })}
      >
        Starts with the next page load. There is no backfill.
      </SwitchLine>
      <SwitchLine
        label="Clicks"
        checked={draft.clicks}
        disabled={disabled}
        onChange={(clicks) => edit({ clicks })}
      >
        Buttons and links that were pressed, by their text. Never what is typed.
      </SwitchLine>
      <SwitchLine
        label="Scroll depth"
        checked={draft.scroll}
        disabled={disabled}
        onChange={(scroll) => edit({ scroll })}
      >
        How far down a page somebody got: up to four events a page.
      </SwitchLine>
      <SwitchLine
        label="Outbound clicks"
        checked={draft.outbound}
        disabled={disabled}
        onChange={(outbound) => edit({ outbound })}
      >
        Which link led away from your site.
      </SwitchLine>
      <SwitchLine
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
      </SwitchLine>
      {refused && <ErrorNote>{refused}</ErrorNote>}
      <ConsentHelp
        opened={params.get("help") === "consent"}
        onClose={() => help(false)}
        draft={draft}
      />
    </SettingsBlock>
  );
}
