import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { isMissing, isStale, reason } from "../api/errors";
import type { Webhook } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import list from "../settings/list.module.css";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SaveBar } from "../ui/save-bar";
import { SkeletonBlock } from "../ui/skeleton";
import { say } from "../ui/toast";
import { patchWebhook, useWebhook } from "./api";
import { changes, type Draft, draftOf, problems } from "./draft";
import { Facts } from "./facts";
import { Guides } from "./guides-tab";
import { MappingRead, MappingTab, type Pasted } from "./mapping-tab";
import { Receipts } from "./receipts";
import { SendTest } from "./send-test";
import { WebhookSettings } from "./webhook-settings";
import classes from "./webhooks.module.css";

const CRUMBS = [{ label: "Webhooks", to: "/webhooks" }];
const TABS = [
  { tab: null, label: "Receipts" },
  { tab: "mapping", label: "Field mapping" },
  { tab: "settings", label: "Settings" },
  { tab: "guides", label: "Connect" },
];

export default function WebhookPage() {
  return (
    <Need permission="leads:view" title="Webhooks">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const webhook = useWebhook(id);
  if (webhook.data && !isMissing(webhook.error)) return <Editor key={id} webhook={webhook.data} />;
  return (
    <>
      <PageHeader strong title="Webhook" crumbs={CRUMBS} />
      <div className="scroll">
        {isMissing(webhook.error) ? (
          <Empty pad title="This webhook is not here" why="It was deleted. Its leads were kept.">
            <Link className="link" to="/webhooks">
              Go to all webhooks
            </Link>
          </Empty>
        ) : webhook.error ? (
          <LoadFailed what="this webhook" error={webhook.error} retry={() => webhook.refetch()} />
        ) : (
          <SkeletonBlock height={360} pad={24} />
        )}
      </div>
    </>
  );
}

/** The tabs share what is being edited, so that changing between them loses nothing. */
function Editor({ webhook }: { webhook: Webhook }) {
  const manage = useCan()("leads:manage");
  const navigate = useNavigate();
  const tab = useSearchParams()[0].get("tab");
  const [base, setBase] = useState(webhook);
  const [draft, setDraft] = useState<Draft>(() => draftOf(webhook));
  const [pasted, setPasted] = useState<Pasted>(null);
  const [testing, setTesting] = useState(false);
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const { patch, count } = changes(base, draft);
  const wrong = problems(draft);
  const edit = (part: Partial<Draft>) => {
    setFailed(null);
    setDraft((d) => ({ ...d, ...part }));
  };
  const take = (saved: Webhook) => {
    setBase(saved);
    setDraft(draftOf(saved));
    setFailed(null);
  };
  // What others save arrives here while nothing is being edited.
  const dirty = useRef(false);
  dirty.current = count > 0;
  useEffect(() => {
    if (dirty.current) return;
    setBase(webhook);
    setDraft(draftOf(webhook));
  }, [webhook]);

  const save = async () => {
    setSaving(true);
    try {
      const saved = await patchWebhook(base, patch);
      take(saved);
      say(`${saved.name} saved`);
    } catch (error) {
      setFailed(
        isStale(error)
          ? "Somebody else changed this webhook meanwhile. Discard to load theirs."
          : reason(error),
      );
    } finally {
      setSaving(false);
    }
  };

  return (
    <>
      <PageHeader strong title={base.name} crumbs={CRUMBS}>
        {manage && (
          <Button
            className={classes.touch}
            leftSection={<IconSend {...I} />}
            onClick={() => setTesting(true)}
          >
            Send a test
          </Button>
        )}
      </PageHeader>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Page content">
        <Facts webhook={webhook} />
        <nav className={list.tabs} aria-label="Views">
          {TABS.map((t) => (
            <Link
              key={t.label}
              to={t.tab ? `?tab=${t.tab}` : "."}
              replace
              className={list.tab}
              data-on={tab === t.tab || undefined}
              aria-current={tab === t.tab ? "page" : undefined}
            >
              {t.label}
            </Link>
          ))}
        </nav>
        {!manage && (
          <p className="t3" style={{ padding: "14px 20px 0" }}>
            You can read this webhook. Changing it needs the permission <code>leads:manage</code>.
          </p>
        )}
        {tab === "mapping" ? (
          manage ? (
            <MappingTab
              webhook={webhook}
              draft={draft}
              onMap={(field_mapping) => edit({ field_mapping })}
              pasted={pasted}
              onPaste={setPasted}
            />
          ) : (
            <MappingRead mapping={webhook.field_mapping} />
          )
        ) : tab === "settings" ? (
          <div className={classes.page}>
            <WebhookSettings
              webhook={webhook}
              draft={draft}
              edit={edit}
              manage={manage}
              onSaved={({ version, signed }) => setBase((b) => ({ ...b, version, signed }))}
            />
          </div>
        ) : tab === "guides" ? (
          <div className={classes.page}>
            <Guides webhook={webhook} />
          </div>
        ) : (
          <Receipts
            webhook={webhook}
            manage={manage}
            onMap={(payload) => {
              setPasted(payload);
              navigate("?tab=mapping");
            }}
          />
        )}
      </section>
      {manage && (
        <SaveBar
          changes={count}
          blocked={wrong.name ? "fix Name first" : wrong.assignment ? "fix Assign first" : null}
          saving={saving}
          failed={failed}
          onSave={save}
          onDiscard={() => take(webhook)}
        />
      )}
      {testing && (
        <SendTest webhook={webhook} unsaved={count > 0} onClose={() => setTesting(false)} />
      )}
    </>
  );
}
