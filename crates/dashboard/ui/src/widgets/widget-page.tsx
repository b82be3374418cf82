import { TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { formErrors, isMissing, isStale } from "../api/errors";
import type { Widget, WidgetPatch } from "../api/types";
import { useCan } from "../auth/session";
import { isRecent } from "../lib/time";
import { useNow } from "../lib/use-now";
import list from "../settings/list.module.css";
import { ReadOnly, SettingsBlock, SettingsPage } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { Empty, LoadFailed } from "../ui/notes";
import { SaveBar } from "../ui/save-bar";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import { patchWidget, useWidget } from "./api";
import { captureProblems } from "./capture-draft";
import { ChatTab } from "./chat-tab";
import { DeleteWidget } from "./delete-widget";
import { changes, type Draft, daysProblem, draftOf, fieldsOf, isShorter, placeOf } from "./draft";
import { FormBlock } from "./form-block";
import { formProblems } from "./form-draft";
import { Identity } from "./identity";
import { Install, Waitlist } from "./install";
import { LiveEvents } from "./live-events";
import { Origins } from "./origins";
import { Retention } from "./retention";
import { Tracking } from "./tracking";
import classes from "./widgets.module.css";

const CRUMBS = [{ label: "Widgets", to: "/settings/widgets" }];
const TRACKING = { tab: null, label: "Tracking and identity" };
const CHAT = { tab: "chat", label: "Chat and capture" };

export default function WidgetPage() {
  const { id = "" } = useParams();
  const widget = useWidget(id);
  if (widget.data && !isMissing(widget.error)) return <Editor key={id} widget={widget.data} />;
  return (
    <SettingsPage title="Widget" crumbs={CRUMBS}>
      {isMissing(widget.error) ? (
        <Empty pad title="This widget is not here" why="It was deleted, with its events." />
      ) : widget.error ? (
        <LoadFailed what="this widget" error={widget.error} retry={() => widget.refetch()} />
      ) : (
        <SkeletonBlock height={320} pad={24} />
      )}
    </SettingsPage>
  );
}

function Editor({ widget }: { widget: Widget }) {
  const can = useCan();
  const manage = can("settings:manage");
  const [params, setParams] = useSearchParams();
  const here = params.get("tab") === CHAT.tab ? CHAT : TRACKING;
  const [base, setBase] = useState(widget);
  const [draft, setDraft] = useState<Draft>(() => draftOf(widget));
  const [saving, setSaving] = useState(false);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const { patch, count } = changes(base, draft);
  const daysError = daysProblem(draft.days);
  const nameError = draft.name.trim() ? null : "Give it a name.";
  const some = (problems: object) => Object.keys(problems).length > 0;
  const wrong = [
    { block: "Retention", on: TRACKING, is: daysError },
    { block: "Name", on: TRACKING, is: nameError },
    { block: "Form", on: TRACKING, is: some(formProblems(draft.form)) },
    { block: "Bot capture", on: CHAT, is: some(captureProblems(draft.capture)) },
  ].find((w) => w.is);
  const clear = () => {
    setErrors({});
    setFailed(null);
  };
  const edit = (part: Partial<Draft>) => {
    clear();
    setDraft((d) => ({ ...d, ...part }));
  };
  // What others save arrives here while nothing is being edited.
  const dirty = useRef(count > 0);
  dirty.current = count > 0;
  useEffect(() => {
    if (dirty.current) return;
    setBase(widget);
    setDraft(draftOf(widget));
  }, [widget]);

  const take = (saved: Widget) => {
    setBase(saved);
    setDraft(draftOf(saved));
    clear();
  };
  const save = async () => {
    setSaving(true);
    try {
      const saved = await patchWidget(base, patch);
      take(saved);
      say(`${saved.name} saved`);
    } catch (error) {
      const found = formErrors(error, fieldsOf(draft));
      setErrors(isStale(error) ? {} : found.errors);
      const refused = Object.keys(found.errors);
      if (refused.length > 0) setParams(placeOf(refused, draft), { replace: true });
      setFailed(
        isStale(error)
          ? "Somebody else changed this widget meanwhile. Discard to load theirs."
          : found.rest,
      );
    } finally {
      setSaving(false);
    }
  };
  /** Saved on its own; what else is being edited stays as it is. */
  const saved = (now: Widget, part: WidgetPatch = {}) => {
    setBase((b) => ({ ...b, ...part, version: now.version, identity_secret: now.identity_secret }));
    setDraft((d) => ({ ...d, tracking_enabled: part.tracking_enabled ?? d.tracking_enabled }));
  };
  const trackingOff = async () => {
    const off = { tracking_enabled: false };
    saved(await patchWidget(base, off), off);
  };
  const shorter = isShorter(patch, base);
  // The counts go on while settings are being edited.
  const counted = { ...base, event_count: widget.event_count, last_event_at: widget.last_event_at };

  return (
    <SettingsPage
      title={base.name}
      crumbs={CRUMBS}
      action={<LastEvent at={widget.last_event_at} />}
    >
      <nav className={list.tabs} aria-label="Views">
        {[TRACKING, CHAT].map((t) => (
          <Link
            key={t.label}
            to={t.tab ? `?tab=${t.tab}` : "."}
            replace
            className={list.tab}
            data-on={t === here || undefined}
            aria-current={t === here ? "page" : undefined}
          >
            {t.label}
          </Link>
        ))}
      </nav>
      {!manage && <ReadOnly />}
      {here === CHAT ? (
        <ChatTab widget={base} draft={draft} edit={edit} errors={errors} manage={manage} />
      ) : (
        <>
          <Install widget={counted} consent={draft.consent_required} />
          <SettingsBlock title="Name" about="Only your team sees it.">
            <TextInput
              aria-label="Name"
              value={draft.name}
              maxLength={100}
              disabled={!manage}
              error={errors.name ?? nameError}
              onChange={(e) => edit({ name: e.currentTarget.value })}
            />
          </SettingsBlock>
          <Tracking draft={draft} edit={edit} errors={errors} disabled={!manage} />
          <Retention
            widget={base}
            days={draft.days}
            error={errors.event_retention_days ?? daysError}
            disabled={!manage}
            onChange={(days) => edit({ days })}
          />
          <Origins
            origins={draft.allowed_origins}
            refused={errors.allowed_origins}
            disabled={!manage}
            onChange={(allowed_origins) => edit({ allowed_origins })}
          />
          <Identity
            widget={base}
            mode={draft.identity_verification}
            error={errors.identity_verification}
            disabled={!manage}
            onMode={(identity_verification) => edit({ identity_verification })}
            onRotated={saved}
          />
          <LiveEvents widget={base} />
          <FormBlock
            widget={base}
            draft={draft.form}
            refused={errors.form}
            disabled={!manage}
            onChange={(form) => edit({ form })}
          />
          <Waitlist widget={base} />
          {manage && <DeleteWidget widget={counted} onTrackingOff={trackingOff} />}
        </>
      )}
      {can("audit:view") && (
        <p className={`t3 sm ${classes.audit}`}>
          Who changed what here, and when, is in the{" "}
          <Link className="link" to="/settings/audit-log">
            audit log
          </Link>
          .
        </p>
      )}
      <SaveBar
        changes={count}
        blocked={
          wrong && `fix ${wrong.block}${wrong.on === here ? "" : ` in ${wrong.on.label}`} first`
        }
        saving={saving}
        failed={failed ?? (Object.keys(errors).length > 0 ? "Not saved, see above." : null)}
        onSave={() => (shorter ? setAsking(true) : save())}
        onDiscard={() => take(widget)}
      />
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Keep events for ${draft.days} days instead of ${base.event_retention_days}?`}
        action="Save and remove older events"
        onConfirm={save}
      >
        Events older than {draft.days} days are removed after the next midnight UTC and cannot be
        brought back. The engagement totals stay.
      </Confirm>
    </SettingsPage>
  );
}

function LastEvent({ at }: { at: string | null }) {
  const now = useNow();
  return (
    <span className="t3 sm row wideOnly">
      {at ? (
        <>
          {isRecent(at, 5, now) && <span className="dot" data-live />}
          <span>
            Last event <TimeAgo at={at} />
          </span>
        </>
      ) : (
        "No event yet"
      )}
    </span>
  );
}
