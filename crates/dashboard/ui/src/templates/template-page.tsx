import { useEffect, useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { formErrors, isMissing, isStale } from "../api/errors";
import type { MessageTemplate } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { CHANNEL_ORDER } from "../messages/words";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SaveBar } from "../ui/save-bar";
import { SkeletonBlock } from "../ui/skeleton";
import { say } from "../ui/toast";
import { createTemplate, patchTemplate, reloadTemplate, usePreview, useTemplate } from "./api";
import { Approval } from "./approval";
import { DeleteTemplate } from "./delete-template";
import { blank, changes, type Draft, draftOf, FIELDS, inputOf } from "./draft";
import { Preview } from "./preview";
import { StatusBadge } from "./status-badge";
import { TemplateFields } from "./template-fields";
import classes from "./templates.module.css";
import { TextFields } from "./text-fields";

const CRUMBS = [
  { label: "Broadcasts", to: "/broadcasts" },
  { label: "Templates", to: "/broadcasts/templates" },
];

export default function TemplatePage() {
  const { id = "" } = useParams();
  return (
    <Need permission="leads:view" title="Templates">
      {id === "new" ? <New /> : <Saved id={id} />}
    </Need>
  );
}

/** One that is to be made, on the channel that the address names. */
function New() {
  const manage = useCan()("leads:manage");
  const wanted = useSearchParams()[0].get("channel");
  const channel = CHANNEL_ORDER.find((c) => c === wanted) ?? "email";
  if (manage) return <Editor template={null} start={blank(channel)} />;
  return (
    <>
      <PageHeader strong title="New template" crumbs={CRUMBS} />
      <Empty
        pad
        title="Your role cannot make templates"
        why="It needs the permission leads:manage. An admin can change your role."
      />
    </>
  );
}

function Saved({ id }: { id: string }) {
  const template = useTemplate(id);
  if (template.data && !isMissing(template.error)) {
    return <Editor key={id} template={template.data} start={draftOf(template.data)} />;
  }
  return (
    <>
      <PageHeader strong title="Template" crumbs={CRUMBS} />
      <div className="scroll">
        {isMissing(template.error) ? (
          <Empty
            pad
            title="This template is not here"
            why="It was deleted. The messages that were sent with it stay."
          >
            <Link className="link" to="/broadcasts/templates">
              Go to all templates
            </Link>
          </Empty>
        ) : template.error ? (
          <LoadFailed
            what="this template"
            error={template.error}
            retry={() => template.refetch()}
          />
        ) : (
          <SkeletonBlock height={420} pad={24} />
        )}
      </div>
    </>
  );
}

function Editor({ template, start }: { template: MessageTemplate | null; start: Draft }) {
  const manage = useCan()("leads:manage");
  const navigate = useNavigate();
  const [base, setBase] = useState(template);
  const [from, setFrom] = useState(start);
  const [draft, setDraft] = useState(start);
  const [lead, setLead] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const { patch, count } = changes(from, draft);
  const { channel, subject, body } = draft;
  const preview = usePreview(
    { channel, subject: channel === "email" ? subject.trim() || null : null, body },
    lead,
  );
  // A text that the preview refuses would be refused when it is saved.
  const wrong = preview.error ? formErrors(preview.error, ["subject", "body"]).errors : {};
  const clear = () => {
    setErrors({});
    setFailed(null);
  };
  const take = (saved: MessageTemplate) => {
    setBase(saved);
    setFrom(draftOf(saved));
    setDraft(draftOf(saved));
    clear();
  };
  // What others save arrives here while nothing is being edited.
  const dirty = useRef(false);
  dirty.current = count > 0;
  useEffect(() => {
    if (dirty.current || !template) return;
    setBase(template);
    setFrom(draftOf(template));
    setDraft(draftOf(template));
  }, [template]);
  // Once nothing is unsaved any more, so that leaving does not ask.
  const made = template === null ? base?.id : undefined;
  useEffect(() => {
    if (made) navigate(`/broadcasts/templates/${made}`, { replace: true });
  }, [made, navigate]);

  const save = async () => {
    setSaving(true);
    try {
      const saved = base ? await patchTemplate(base, patch) : await createTemplate(inputOf(draft));
      take(saved);
      say(`${saved.name} saved`);
    } catch (error) {
      const stale = isStale(error) && base;
      if (stale) void reloadTemplate(stale.id);
      const found = formErrors(error, [...FIELDS]);
      setErrors(stale ? {} : found.errors);
      setFailed(
        stale
          ? "Somebody else changed this template meanwhile. Discard to load theirs."
          : (found.rest ?? "Not saved, see its field."),
      );
    } finally {
      setSaving(false);
    }
  };
  const edit = (part: Partial<Draft>) => {
    clear();
    setDraft((d) => ({ ...d, ...part }));
  };
  const fields = { draft, edit, errors: { ...wrong, ...errors }, disabled: !manage };
  return (
    <>
      <PageHeader
        strong
        title={base?.name ?? "New template"}
        crumbs={CRUMBS}
        left={base && <StatusBadge status={base.status} />}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Page content">
        {!manage && (
          <p className={`t3 ${classes.readOnly}`}>
            You can read this template. Changing it needs the permission <code>leads:manage</code>.
          </p>
        )}
        <div className={classes.editor}>
          <div className={classes.column}>
            <TemplateFields {...fields} isNew={base === null} />
            <TextFields {...fields} />
            <Approval {...fields} template={base} />
            {base && manage && <DeleteTemplate template={base} />}
          </div>
          <Preview
            empty={!body.trim()}
            wrong={Object.keys(wrong).length > 0}
            preview={preview}
            onPerson={setLead}
          />
        </div>
      </section>
      <SaveBar
        changes={count}
        blocked={draft.name.trim() ? null : "give it a name first"}
        saving={saving}
        failed={failed}
        onSave={save}
        onDiscard={() => (template ? take(template) : edit(from))}
      />
    </>
  );
}
