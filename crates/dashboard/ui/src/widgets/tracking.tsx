import { Modal, Switch } from "@mantine/core";
import { useId, useState } from "react";
import { SettingsBlock } from "../settings/settings-page";
import type { Draft } from "./draft";
import classes from "./widgets.module.css";

/** The switches, with who is responsible for consent beside the first one. */
export function Tracking({
  draft,
  edit,
  disabled,
}: {
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
  disabled: boolean;
}) {
  const [regions, setRegions] = useState(false);
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
      <p className={classes.consent}>
        You are the data controller of what your site records, and Hydra processes it on your
        behalf, on the server you run. Asking visitors for consent is yours: add{" "}
        <code>data-consent="required"</code> to the snippet and nothing is stored or sent before
        your banner calls <code>hydra.consent(true)</code>.{" "}
        <button type="button" className="link" onClick={() => setRegions(true)}>
          Which regions need it
        </button>
      </p>
      <div className={classes.sub}>
        <Line
          label="Clicks"
          checked={draft.clicks}
          disabled={disabled}
          onChange={(clicks) => edit({ clicks })}
        >
          Buttons and links that were pressed, by their text.
        </Line>
        <Line
          label="Scroll depth"
          checked={draft.scroll}
          disabled={disabled}
          onChange={(scroll) => edit({ scroll })}
        >
          How far down a page somebody got.
        </Line>
        <Line
          label="Outbound links"
          checked={draft.outbound}
          disabled={disabled}
          onChange={(outbound) => edit({ outbound })}
        >
          Which link led away from your site.
        </Line>
      </div>
      <Regions opened={regions} onClose={() => setRegions(false)} />
    </SettingsBlock>
  );
}

function Line({
  label,
  checked,
  disabled,
  onChange,
  children,
}: {
  label: string;
  checked: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
  children: React.ReactNode;
}) {
  const help = useId();
  return (
    <div className={classes.line}>
      <Switch
        aria-label={label}
        aria-describedby={help}
        checked={checked}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
      <div>
        <div className="m">{label}</div>
        <div className="t3" id={help}>
          {children}
        </div>
      </div>
    </div>
  );
}

/** S22. */
function Regions({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const rows: [string, string][] = [
    [
      "European Union, EEA",
      "Ask before anything is stored. The ePrivacy rules cover the visitor’s id in local storage as they cover cookies, and the GDPR the data behind it.",
    ],
    [
      "United Kingdom",
      "Ask first. PECR and the UK GDPR follow the same line, with few exceptions for pure statistics.",
    ],
    ["Switzerland", "Tell visitors and let them object. Sensitive data needs consent."],
    [
      "California and other US states",
      "No banner is needed before recording. Give notice, and honour an objection and the Global Privacy Control signal.",
    ],
    ["Brazil", "The LGPD needs a legal basis. Consent is the usual one for marketing."],
    ["Canada", "Meaningful consent. In Québec tracking is off until the visitor agrees."],
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Which regions need consent"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <dl className={classes.regions}>
        {rows.map(([where, what]) => (
          <div key={where}>
            <dt className="m">{where}</dt>
            <dd className="t2">{what}</dd>
          </div>
        ))}
      </dl>
      <p className="t3 sm" style={{ marginTop: 12 }}>
        A starting point, not legal advice. What counts is where your visitors are, not where your
        server is.
      </p>
    </Modal>
  );
}
