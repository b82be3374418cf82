import { SegmentedControl } from "@mantine/core";
import { CHANNELS } from "../messages/words";
import { SettingsBlock } from "../settings/settings-page";
import { ErrorNote } from "../ui/notes";
import { Callback } from "./callback";
import classes from "./channels.module.css";
import { withProvider } from "./draft";
import { InboundEmail } from "./inbound-email";
import { ProviderFields } from "./provider-fields";
import { OFFERED, PROVIDERS } from "./providers";
import { SandboxNote } from "./sandbox-note";
import { SendTest } from "./send-test";
import type { ChannelPart } from "./use-channel";

/** One channel: by what it sends, its settings, and a test. */
export function ChannelBlock({ part, manage }: { part: ChannelPart; manage: boolean }) {
  const { base, draft, edit, errors, failed } = part;
  const { channel } = base;
  const { label } = CHANNELS[channel];
  const sandbox = draft.provider === "sandbox";
  return (
    <SettingsBlock title={label} about={PROVIDERS[draft.provider].about}>
      <div className={classes.channel}>
        <SegmentedControl
          className={classes.providers}
          aria-label={`${label} provider`}
          disabled={!manage}
          data={OFFERED[channel].map((value) => ({ value, label: PROVIDERS[value].label }))}
          value={draft.provider}
          onChange={(provider) => edit(withProvider(base, provider))}
        />
        {sandbox ? (
          <SandboxNote channel={channel} />
        ) : (
          <>
            <ProviderFields
              draft={draft}
              kept={draft.provider === base.provider ? base.secrets : []}
              errors={errors}
              disabled={!manage}
              edit={edit}
            />
            {channel !== "email" && <Callback setup={base} provider={draft.provider} />}
          </>
        )}
        {(failed ?? errors.provider) && <ErrorNote>{failed ?? errors.provider}</ErrorNote>}
        {manage && <SendTest setup={base} unsaved={part.count > 0} />}
        {channel === "email" && base.callback_url && (
          <InboundEmail address={base.callback_url} secret={base.inbound_secret} />
        )}
      </div>
    </SettingsBlock>
  );
}
