import { ActionIcon, Button } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import { queryClient } from "../api/query";
import type { CustomField, CustomFieldObject } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { say, sayRefused } from "../ui/toast";
import { FIELD_TYPES, FieldForm } from "./custom-field-form";
import classes from "./list.module.css";
import { MoveButtons, moved } from "./move-buttons";
import { ReadOnly, SettingsPage } from "./settings-page";

const OBJECTS: { object: CustomFieldObject; label: string; one: string }[] = [
  { object: "contact", label: "Contacts", one: "contact" },
  { object: "account", label: "Accounts", one: "account" },
  { object: "opportunity", label: "Opportunities", one: "opportunity" },
  { object: "lead", label: "Leads", one: "lead" },
];
const KEY = ["custom-fields"];
const reload = () => queryClient.invalidateQueries({ queryKey: KEY });

export default function CustomFieldsPage() {
  return (
    <Need permission="crm:view" title="Custom fields">
      <Fields />
    </Need>
  );
}

function Fields() {
  const manage = useCan()("settings:manage");
  const [params] = useSearchParams();
  const [form, setForm] = useState<CustomField | "new" | null>(null);
  const [deleting, setDeleting] = useState<CustomField | null>(null);
  const all = useQuery({
    queryKey: KEY,
    queryFn: async () => (await call(api.GET("/custom-fields"))).data,
  });
  const here = OBJECTS.find((o) => o.object === params.get("object")) ?? OBJECTS[0];
  if (!here) return null;
  const of = (object: CustomFieldObject) => all.data?.filter((f) => f.object === object) ?? [];
  const fields = of(here.object);
  const move = async (from: number, to: number) => {
    const field = fields[from];
    if (!field) return;
    queryClient.setQueryData<CustomField[]>(KEY, (old) =>
      old?.filter((f) => f.object !== here.object).concat(moved(of(here.object), from, to)),
    );
    try {
      const params = { path: { id: field.id } };
      await call(api.PATCH("/custom-fields/{id}", { params, body: { position: to } }));
    } catch (error) {
      sayRefused(`${field.label} not moved: ${reason(error)}`);
    }
    await reload();
  };
  const add = (
    <Button leftSection={<IconPlus {...I} />} onClick={() => setForm("new")}>
      New field
    </Button>
  );
  return (
    <SettingsPage
      title="Custom fields"
      action={
        manage && (
          <Button variant="filled" leftSection={<IconPlus {...I} />} onClick={() => setForm("new")}>
            New field
          </Button>
        )
      }
    >
      {!manage && <ReadOnly />}
      <nav className={classes.tabs} aria-label="Objects">
        {OBJECTS.map((o) => (
          <Link
            key={o.object}
            to={`?object=${o.object}`}
            className={classes.tab}
            data-on={o === here || undefined}
            aria-current={o === here ? "page" : undefined}
          >
            {o.label}
            {all.data && <span className="t3 num">{of(o.object).length}</span>}
          </Link>
        ))}
      </nav>
      <p className={classes.intro}>
        Your own fields on every {here.one}, beside those that it has anyway.
        {here.object === "lead" &&
          " A lead that is converted takes its values along to the contact."}
      </p>
      {all.error && !all.data ? (
        <LoadFailed what="the custom fields" error={all.error} retry={() => all.refetch()} />
      ) : !all.data ? (
        <SkeletonRows rows={4} height={56} />
      ) : fields.length === 0 ? (
        <Empty
          pad
          title={`No custom field for ${here.label.toLowerCase()} yet`}
          why={
            manage
              ? `Add one when you need to know something of every ${here.one} that has no place yet.`
              : "An admin adds them."
          }
        >
          {manage && add}
        </Empty>
      ) : (
        <section aria-label={`Custom fields of ${here.label}`}>
          <ol className={classes.list}>
            {fields.map((f, i) => (
              <li key={f.id} className={classes.item} aria-label={f.label}>
                <div className={classes.main}>
                  <div className="m wrap" dir="auto">
                    {f.label}
                  </div>
                  <code className="t3">{f.key}</code>
                </div>
                <div className={classes.about}>
                  <div>{FIELD_TYPES[f.type]}</div>
                  {f.type === "select" && (
                    <div className="t3 sm wrap" dir="auto">
                      {f.options.join(", ")}
                    </div>
                  )}
                </div>
                {manage && (
                  <div className={classes.actions}>
                    <MoveButtons
                      name={f.label}
                      index={i}
                      count={fields.length}
                      onMove={(to) => move(i, to)}
                    />
                    <ActionIcon aria-label={`Edit ${f.label}`} onClick={() => setForm(f)}>
                      <IconPencil {...I} />
                    </ActionIcon>
                    <ActionIcon aria-label={`Delete ${f.label}`} onClick={() => setDeleting(f)}>
                      <IconTrash {...I} />
                    </ActionIcon>
                  </div>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
      {form && (
        <FieldForm
          object={here.object}
          of={here.label.toLowerCase()}
          field={form === "new" ? null : form}
          taken={fields.map((f) => f.key)}
          onClose={() => setForm(null)}
          onSaved={reload}
        />
      )}
      <Confirm
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={`Delete the field ${deleting?.label ?? ""}?`}
        action="Delete field"
        onConfirm={async () => {
          if (!deleting) return;
          const params = { path: { id: deleting.id } };
          await call(api.DELETE("/custom-fields/{id}", { params }));
          await reload();
          say(`${deleting.label} deleted`);
        }}
      >
        It is no longer asked for on {here.label.toLowerCase()}. The values that records already
        have stay on them as plain text.
      </Confirm>
    </SettingsPage>
  );
}
