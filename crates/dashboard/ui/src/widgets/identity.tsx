import { Button, SegmentedControl } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import type { IdentityVerification, Widget } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { rotateSecret } from "./api";
import { CodeSample, Samples } from "./code-sample";
import { HASH_SAMPLES, IDENTIFY } from "./identity-samples";
import { SecretLine } from "./secret-line";
import classes from "./widgets.module.css";

const MODES: { value: IdentityVerification; label: string; about: string }[] = [
  {
    value: "guarded",
    label: "Guarded",
    about: "Unverified calls fill blanks but never overwrite what a person typed.",
  },
  {
    value: "strict",
    label: "Strict",
    about: "Unverified calls that say who somebody is or change a record are refused.",
  },
];

export function Identity({
  widget,
  mode,
  error,
  disabled,
  onMode,
  onRotated,
}: {
  widget: Widget;
  mode: IdentityVerification;
  error?: string;
  disabled: boolean;
  onMode: (mode: IdentityVerification) => void;
  onRotated: (widget: Widget) => void;
}) {
  return (
    <SettingsBlock
      title="Identity verification"
      about="Decides what an unverified browser may change."
    >
      <SegmentedControl
        aria-label="Identity verification"
        data={MODES.map(({ value, label }) => ({ value, label }))}
        value={mode}
        disabled={disabled}
        onChange={(v) => onMode(v as IdentityVerification)}
      />
      {error && <ErrorNote>{error}</ErrorNote>}
      <p className={`t3 ${classes.above}`}>
        {MODES.find((m) => m.value === mode)?.about} Verified calls carry a hash that your server
        makes of the user’s id:
      </p>
      <Samples samples={HASH_SAMPLES} label="Server example" />
      <p className={`t3 ${classes.above}`}>
        The page hands it over with the id. This call is what joins visits to a person: before it,
        most contacts read N/A.
      </p>
      <CodeSample text={IDENTIFY} label="Page example" />
      {widget.identity_secret !== null ? (
        <Secret widget={widget} secret={widget.identity_secret} onRotated={onRotated} />
      ) : (
        <p className={`t3 sm ${classes.above}`}>
          The secret is shown to those who may change settings.
        </p>
      )}
    </SettingsBlock>
  );
}

function Secret({
  widget,
  secret,
  onRotated,
}: {
  widget: Widget;
  secret: string;
  onRotated: (widget: Widget) => void;
}) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <h3 className={classes.label} id="identity-secret">
        Secret
      </h3>
      <SecretLine secret={secret}>
        <Button
          size="xs"
          leftSection={<IconRefresh {...IS} />}
          aria-label="Rotate secret"
          onClick={() => setAsking(true)}
        >
          Rotate
        </Button>
      </SecretLine>
      <p className="t3 sm" style={{ marginTop: 5 }}>
        It belongs on your server. In a page or an app, anyone could read it.
      </p>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Rotate the secret of ${widget.name}?`}
        action="Rotate secret"
        onConfirm={async () => {
          onRotated(await rotateSecret(widget.id));
          say("New secret made. Put it on your server now");
        }}
      >
        Every hash made with the old secret stops working at once: until your server has the new
        one, its users count as unverified
        {widget.identity_verification === "strict" && " and, on Strict, are refused"}.
      </Confirm>
    </>
  );
}
