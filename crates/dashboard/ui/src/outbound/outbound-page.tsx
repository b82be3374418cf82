import { Button } from "@mantine/core";
import { IconAlertTriangle, IconSend } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { formErrors, isMissing, isStale, reason } from "../api/errors";
import type { OutboundWebhook } from "../api/types";
import { Need } from "../auth/need";
import list from "../settings/list.module.css";
import { SettingsPage } from "../settings/settings-page";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SaveBar } from "../ui/save-bar";
import { SkeletonBlock } from "../ui/skeleton";
import { say, sayRefused } from "../ui/toast";
import { patchOutbound, sendTest, useOutboundWebhook } from "./api";
import { Deliveries } from "./deliveries";
import { changes, type Draft, draftOf, FIELDS } from "./draft";
import classes from "./outbound.module.css";
import { OutboundSettings } from "./outbound-settings";
import { urlProblem } from "./words";

const CRUMBS = [{ label: "Outbound webhooks", to: "/settings/outbound-webhooks" }];

export default function OutboundPage() {
  return (
    <Need permission="settings:manage" title="Outbound webhooks">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const webhook = useOutboundWebhook(id);
  if (webhook.data && !isMissing(webhook.error)) return <Editor key={id} webhook={webhook.data} />;
  return (
    <SettingsPage title="Outbound webhook" crumbs={CRUMBS}>
      {isMissing(webhook.error) ? (
        <Empty pad title="This webhook is not here" why="It was deleted, with its deliveries.">
          <Link className="link" to="/settings/outbound-webhooks">
            Go to all outbound webhooks
          </Link>
        </Empty>
      ) : webhook.error ? (
        <LoadFailed what="this webhook" error={webhook.error} retry={() => webhook.refetch()} />
      ) : (
        <SkeletonBlock height={360} pad={24} />
      )}
    </SettingsPage>
  );
}

/** Both tabs share what is being edited, so that changing between them loses nothing. */
function Editor({ webhook }: { webhook: OutboundWebhook }) {
  const endpoint = useSearchParams()[0].get("tab") === "endpoint";
  const [base, setBase] = useState(webhook);
  const [draft, setDraft] = useState<Draft>(() => draftOf(webhook));
  const [busy, setBusy] = useState<"save" | "test" | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const { patch, count } = changes(base, draft);
  const wrong = urlProblem(draft.url);
  const none = draft.events.length === 0 ? "Tick at least one." : null;
  const clear = () => {
    setErrors({});
    setFailed(null);
  };
  const take = (saved: OutboundWebhook) => {
    setBase(saved);
    setDraft(draftOf(saved));
    clear();
  };
  // What others save arrives here while nothing is being edited.
  const dirty = useRef(count > 0);
  dirty.current = count > 0;
  useEffect(() => {
    if (dirty.current) return;
    setBase(webhook);
    setDraft(draftOf(webhook));
  }, [webhook]);

  const save = async (part: typeof patch) => {
    setBusy("save");
    try {
      take(await patchOutbound(base, part));
      say("Webhook saved");
    } catch (error) {
      const found = formErrors(error, FIELDS);
      setErrors(isStale(error) ? {} : found.errors);
      setFailed(
        isStale(error)
          ? "Somebody else changed this webhook meanwhile. Discard to load theirs."
          : found.rest,
      );
    } finally {
      setBusy(null);
    }
  };
  const test = async () => {
    setBusy("test");
    try {
      await sendTest(webhook.id);
      say("Test on its way");
    } catch (error) {
      sayRefused(`No test sent: ${reason(error)}`);
    } finally {
      setBusy(null);
    }
  };
  return (
    <SettingsPage title={base.description ?? new URL(base.url).host} crumbs={CRUMBS}>
      {!webhook.active && webhook.disabled_reason && (
        <Stopped why={webhook.disabled_reason} onOn={() => save({ active: true })} />
      )}
      <div className={classes.views}>
        <nav className={list.tabs} aria-label="Views">
          <Tab to="." on={!endpoint}>
            Deliveries
          </Tab>
          <Tab to="?tab=endpoint" on={endpoint}>
            Endpoint
          </Tab>
        </nav>
        <Button leftSection={<IconSend {...I} />} loading={busy === "test"} onClick={test}>
          Send test
        </Button>
      </div>
      {endpoint ? (
        <OutboundSettings
          webhook={webhook}
          draft={draft}
          errors={{
            ...(wrong && { url: wrong }),
            ...(none && { events: none }),
            ...errors,
          }}
          edit={(part) => {
            clear();
            setDraft((d) => ({ ...d, ...part }));
          }}
          onRotated={({ version }) => setBase((b) => ({ ...b, version }))}
        />
      ) : (
        <Deliveries webhook={webhook} />
      )}
      <SaveBar
        changes={count}
        blocked={wrong ? "fix URL first" : none ? "fix Events first" : null}
        saving={busy === "save"}
        failed={failed ?? (Object.keys(errors).length > 0 ? "Not saved, see its field." : null)}
        onSave={() => save(patch)}
        onDiscard={() => take(webhook)}
      />
    </SettingsPage>
  );
}

function Tab({ to, on, children }: { to: string; on: boolean; children: string }) {
  return (
    <Link
      to={to}
      replace
      className={list.tab}
      data-on={on || undefined}
      aria-current={on ? "page" : undefined}
    >
      {children}
    </Link>
  );
}

function Stopped({ why, onOn }: { why: string; onOn: () => void }) {
  return (
    <div className={classes.alert} role="status">
      <IconAlertTriangle {...I} />
      <div>
        <span className="m">Stopped by itself:</span> {why}
        <br />
        Nothing is sent until it is switched on again. What happened meanwhile is not sent later.
      </div>
      <Button size="xs" onClick={onOn}>
        Switch on again
      </Button>
    </div>
  );
}
