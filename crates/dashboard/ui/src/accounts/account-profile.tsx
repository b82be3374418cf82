import { ActionIcon } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { Account } from "../api/types";
import { CustomFieldRows } from "../crm/custom-field-rows";
import { labelOf, show } from "../lib/text";
import { IS } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import { Prop, Still } from "../ui/prop";
import { TimeAgo } from "../ui/time-ago";
import type { OnPatch } from "./account-header";
import classes from "./account-profile.module.css";

const ROWS = [
  { field: "domain", label: "Domain", inputMode: "url" },
  { field: "industry", label: "Industry", inputMode: "text" },
  { field: "website", label: "Website", inputMode: "url" },
  { field: "phone", label: "Phone", inputMode: "tel" },
  { field: "currency", label: "Currency", inputMode: "text" },
] as const;

export function AccountProfile({ account, onPatch }: { account: Account; onPatch: OnPatch }) {
  return (
    <section className="card" aria-label="Profile">
      <div className="cardHead">
        <h2>Profile</h2>
        <span className="aux">
          Updated <TimeAgo at={account.updated_at} />
        </span>
      </div>
      <div className={classes.rows}>
        {ROWS.map(({ field, label, inputMode }) => (
          <Prop key={field} label={label}>
            <div className={classes.value}>
              {onPatch ? (
                <InlineEdit
                  label={label}
                  field={field}
                  inputMode={inputMode}
                  value={account[field] ?? ""}
                  onSave={(v) => onPatch({ [field]: v || null })}
                />
              ) : (
                <Still value={account[field]} />
              )}
              {field === "website" && account.website && <Visit website={account.website} />}
            </div>
          </Prop>
        ))}
        <CustomFieldRows
          object="account"
          values={account.custom_fields}
          onSave={onPatch && ((changes) => onPatch({ custom_fields: changes }))}
        />
        {Object.entries(account.metadata).map(([key, value]) => (
          <Prop key={key} label={labelOf(key)}>
            <Still value={show(value)} />
          </Prop>
        ))}
        <Prop label="Created">
          <Still>
            <TimeAgo at={account.created_at} format="full" />
          </Still>
        </Prop>
      </div>
    </section>
  );
}

function Visit({ website }: { website: string }) {
  const url = /^https?:\/\//i.test(website) ? website : `https://${website}`;
  return (
    <ActionIcon
      component="a"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label="Open website"
    >
      <IconExternalLink {...IS} />
    </ActionIcon>
  );
}
