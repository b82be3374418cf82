import { Button, TextInput } from "@mantine/core";
import { IconCheck, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { isMissing, isStale, reason } from "../api/errors";
import type { Widget } from "../api/types";
import { useCan } from "../auth/session";
import { isRecent } from "../lib/time";
import { SettingsBlock, SettingsPage } from "../settings/settings-page";
import { CodeBlock } from "../ui/code-block";
import { Confirm } from "../ui/confirm";
import { I, IS } from "../ui/icon";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import { SaveBar } from "../ui/save-bar";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import { deleteWidget, patchWidget, useSnippet, useWidget } from "./api";
import { changes, type Draft, daysProblem, draftOf } from "./draft";
import { Origins } from "./origins";
import { Tracking } from "./tracking";

export default function WidgetPage() {
  const { id = "" } = useParams();
  const widget = useWidget(id);
  const crumbs = [{ label: "Widgets", to: "/settings/widgets" }];
  if (widget.data) return <Editor key={id} widget={widget.data} />;
  return (
    <SettingsPage title="Widget" crumbs={crumbs}>
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
  const manage = useCan()("settings:manage");
  const [base, setBase] = useState(widget);
  const [draft, setDraft] = useState<Draft>(() => draftOf(widget));
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const { patch, count } = changes(base, draft);
  const daysError = daysProblem(draft.days);
  const nameError = draft.name.trim() ? null : "Give it a name.";
  const blocked = daysError ? "fix Retention first" : nameError ? "fix Name first" : null;
  const edit = (part: Partial<Draft>) => {
    setFailed(null);
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

  const save = async () => {
    setSaving(true);
    try {
      const saved = await patchWidget(base, patch);
      setBase(saved);
      setDraft(draftOf(saved));
      setFailed(null);
      say(`${saved.name} saved`);
    } catch (error) {
      setFailed(
        isStale(error)
          ? "Somebody else changed this widget meanwhile. Discard to load theirs."
          : reason(error),
      );
    } finally {
      setSaving(false);
    }
  };
  const discard = () => {
    setBase(widget);
    setDraft(draftOf(widget));
    setFailed(null);
  };

  return (
    <SettingsPage
      title={base.name}
      crumbs={[{ label: "Widgets", to: "/settings/widgets" }]}
      action={
        <span className="t3 sm row wideOnly">
          {widget.last_event_at ? (
            <>
              {isRecent(widget.last_event_at, 5) && <span className="dot" data-live />}
              <span>
                Last event <TimeAgo at={widget.last_event_at} />
              </span>
            </>
          ) : (
            "No event yet"
          )}
        </span>
      }
    >
      {!manage && (
        <p className="t3" style={{ padding: "14px 32px 0" }}>
          You can read these settings. Changing them needs the admin’s permission{" "}
          <code>settings:manage</code>.
        </p>
      )}
      <Install widget={base} />
      <SettingsBlock title="Name" about="Only your team sees it.">
        <TextInput
          aria-label="Name"
          value={draft.name}
          maxLength={100}
          disabled={!manage}
          error={nameError}
          onChange={(e) => edit({ name: e.currentTarget.value })}
        />
      </SettingsBlock>
      <Tracking draft={draft} edit={edit} disabled={!manage} />
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
            value={draft.days}
            disabled={!manage}
            error={daysError !== null}
            aria-describedby="days-help"
            onChange={(e) => edit({ days: e.currentTarget.value })}
          />
          <span className="t2">days</span>
        </div>
        {daysError && <ErrorNote>{daysError}</ErrorNote>}
        <div id="days-help" className="t3 sm" style={{ marginTop: 5 }}>
          From 1 to 365. Saved: {base.event_retention_days} days.
        </div>
      </SettingsBlock>
      <Origins
        origins={draft.allowed_origins}
        disabled={!manage}
        onChange={(allowed_origins) => edit({ allowed_origins })}
      />
      <Waitlist widget={base} />
      {manage && <Delete widget={base} tracking={base.tracking_enabled} />}
      <SaveBar
        changes={count}
        blocked={blocked}
        saving={saving}
        failed={failed}
        onSave={save}
        onDiscard={discard}
      />
    </SettingsPage>
  );
}

function Install({ widget }: { widget: Widget }) {
  const snippet = useSnippet(widget.id);
  return (
    <SettingsBlock title="Install" about="Once on every page, before the closing body tag.">
      {snippet.error ? (
        <ErrorNote>The snippet could not be read: {reason(snippet.error)}</ErrorNote>
      ) : snippet.data ? (
        <CodeBlock text={snippet.data.html} label="Install snippet" lines />
      ) : (
        <SkeletonBlock height={64} pad={0} />
      )}
      {widget.last_event_at ? (
        <div className="row sm m" style={{ marginTop: 8, color: "var(--green-t)", gap: 6 }}>
          <IconCheck {...IS} />
          <span>
            Events arrive, the last <TimeAgo at={widget.last_event_at} />
          </span>
        </div>
      ) : (
        <p className="t3 sm" style={{ marginTop: 8 }}>
          {widget.tracking_enabled
            ? "No event has arrived yet. Open a page that carries the snippet."
            : "Tracking is off below, so pages that carry the snippet send nothing that is kept."}
        </p>
      )}
    </SettingsBlock>
  );
}

function Waitlist({ widget }: { widget: Widget }) {
  const snippet = useSnippet(widget.id);
  const address = snippet.data?.waitlist_url;
  // The block above says what went wrong.
  if (snippet.error) return null;
  return (
    <SettingsBlock
      title="Waitlist form"
      about="A form of your own that posts here makes a lead, or brings the one with its email up to date."
    >
      {address ? (
        <CodeBlock text={address} label="Waitlist address" />
      ) : (
        <SkeletonBlock height={40} pad={0} />
      )}
      <p className="t3 sm" style={{ marginTop: 8 }}>
        It needs a field <code>email</code>. Name, phone, company and title are known by their
        names; every other field is kept as a custom field. JSON is taken, too.
      </p>
    </SettingsBlock>
  );
}

function Delete({ widget, tracking }: { widget: Widget; tracking: boolean }) {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  return (
    <SettingsBlock title="Delete widget" about="To keep the events, switch tracking off instead.">
      <Button data-danger leftSection={<IconTrash {...I} />} onClick={() => setAsking(true)}>
        Delete {widget.name} and its events
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${widget.name} and all its events?`}
        action="Delete widget and events"
        onConfirm={async () => {
          await deleteWidget(widget.id);
          navigate("/settings/widgets");
          say(`${widget.name} deleted`);
        }}
      >
        <p>
          Every pageview, session and event that came through this widget goes, and the site
          activity of the people behind them with it. This cannot be undone. Leads and contacts
          stay.
        </p>
        <p style={{ marginTop: 8 }}>
          {tracking
            ? "To stop collecting and keep what is there, cancel and switch tracking off instead."
            : "Tracking is already off: nothing new is collected, and keeping the widget keeps its events."}
        </p>
      </Confirm>
    </SettingsBlock>
  );
}
