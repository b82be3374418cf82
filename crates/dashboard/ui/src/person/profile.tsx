import type { Contact, CustomFields, Lead, LeadPatch } from "../api/types";
import { SOURCES, show, splitTags } from "../lib/text";
import { InlineEdit } from "../ui/inline-edit";
import { Tags } from "../ui/tags";
import { TimeAgo } from "../ui/time-ago";
import { customRows, parseLike } from "./custom-fields";
import classes from "./person.module.css";

type Patch = ((patch: LeadPatch) => Promise<unknown>) | undefined;

export function Profile({ person, onPatch }: { person: Lead | Contact; onPatch: Patch }) {
  const source = SOURCES[person.source] ?? person.source;
  const custom = person.custom_fields ?? {};
  const rows = customRows(custom);
  const saveCustom = (key: string, old: unknown) => (text: string) =>
    onPatch?.({ custom_fields: { ...custom, [key]: parseLike(old, text) } as CustomFields }) ??
    Promise.resolve();
  return (
    <section className="card" aria-label="Profile">
      <div className="cardHead">
        <h2>Profile</h2>
        <span className="aux">
          Updated <TimeAgo at={person.updated_at} />
        </span>
      </div>
      <div className={classes.props}>
        <div>
          <Prop label="Phone">
            <Text
              label="Phone"
              field="phone"
              value={person.phone}
              save={onPatch && ((v) => onPatch({ phone: v || null }))}
            />
          </Prop>
          <Prop label="Company">
            {person.kind === "contact" && person.account && !person.account.placeholder ? (
              <span className={classes.still} dir="auto">
                {person.account.name}
              </span>
            ) : (
              <Text
                label="Company"
                field="company"
                value={person.company}
                save={onPatch && ((v) => onPatch({ company: v || null }))}
              />
            )}
          </Prop>
          <Prop label="Title">
            <Text
              label="Title"
              field="title"
              value={person.title}
              save={onPatch && ((v) => onPatch({ title: v || null }))}
            />
          </Prop>
          <Prop label="Source">
            <span className={classes.still} dir="auto">
              {person.source_name ? `${source} · ${person.source_name}` : source}
            </span>
          </Prop>
          <Prop label="Score">
            {onPatch ? (
              <InlineEdit
                label="Score"
                field="score"
                inputMode="numeric"
                value={person.score === null ? "" : String(person.score)}
                onSave={(v) => onPatch({ score: v === "" ? null : Number(v) })}
              >
                <span className="num b">{person.score}</span>
              </InlineEdit>
            ) : (
              <Still value={person.score === null ? null : String(person.score)} />
            )}
          </Prop>
        </div>
        <div>
          {rows.map(({ key, label, value, editable }) => (
            <Prop key={key} label={label}>
              <Text
                label={label}
                field={key}
                value={show(value)}
                save={onPatch && editable ? saveCustom(key, value) : undefined}
              />
            </Prop>
          ))}
          <Prop label="Created">
            <span className={classes.still}>
              <TimeAgo at={person.created_at} format="full" />
            </span>
          </Prop>
          {person.last_seen_at && (
            <Prop label="Last seen">
              <span className={classes.still}>
                <TimeAgo at={person.last_seen_at} />
              </span>
            </Prop>
          )}
          <Prop label="Tags">
            {onPatch ? (
              <InlineEdit
                label="Tags, separated by commas"
                field="tags"
                value={person.tags.join(", ")}
                onSave={(v) => onPatch({ tags: splitTags(v) })}
              >
                <span className={classes.tags}>
                  <Tags tags={person.tags} max={12} />
                </span>
              </InlineEdit>
            ) : person.tags.length > 0 ? (
              <span className={`${classes.still} ${classes.tags}`}>
                <Tags tags={person.tags} max={12} />
              </span>
            ) : (
              <Still value={null} />
            )}
          </Prop>
        </div>
      </div>
    </section>
  );
}

function Prop({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.prop}>
      <span className={classes.propLabel} dir="auto">
        {label}
      </span>
      <div className={classes.propValue}>{children}</div>
    </div>
  );
}

function Text({
  label,
  field,
  value,
  save,
}: {
  label: string;
  field: string;
  value: string | null;
  save: ((value: string) => Promise<unknown>) | undefined;
}) {
  if (!save) return <Still value={value} />;
  return <InlineEdit label={label} field={field} value={value ?? ""} onSave={save} />;
}

function Still({ value }: { value: string | null }) {
  return (
    <span className={`${classes.still} ${value ? "" : "t3"}`} dir="auto">
      {value || "Empty"}
    </span>
  );
}
