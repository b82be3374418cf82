import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Account } from "../api/types";
import { PersonAvatar } from "../ui/avatar";
import { IS } from "../ui/icon";
import { Empty } from "../ui/notes";
import { TimeAgo } from "../ui/time-ago";
import { useAccountContacts } from "./api";
import { CONTACTS, RecordSection } from "./record-section";
import classes from "./sections.module.css";

export function ContactsSection({ account, manage }: { account: Account; manage: boolean }) {
  const contacts = useAccountContacts(account.id);
  return (
    <RecordSection
      id={CONTACTS}
      title="Contacts"
      list={contacts}
      action={
        manage && (
          <Button
            size="xs"
            component={Link}
            to={`/contacts/new?account_id=${account.id}`}
            leftSection={<IconPlus {...IS} />}
          >
            Add Contact
          </Button>
        )
      }
      empty={
        <Empty
          title="No contact yet"
          why={
            manage
              ? "People you know by email at this company. Add one, or convert a lead and pick this account."
              : "People your team knows by email at this company appear here."
          }
        />
      }
      head={
        <>
          <th>Name</th>
          <th className={classes.wide}>Title</th>
          <th className={classes.wide}>Email</th>
          <th className="r">Last seen</th>
        </>
      }
    >
      {(c) => {
        const title = c.job_title ?? c.title;
        return (
          <tr key={c.id}>
            <td className={classes.name}>
              <span className="row">
                <PersonAvatar name={c.display_name} />
                <Link to={`/contacts/${c.id}`} className="m wrap" dir="auto">
                  {c.display_name}
                </Link>
                {c.account_id !== account.id && (
                  <span className="tag" title={`Belongs to ${c.account.name}`}>
                    <span>Also linked</span>
                  </span>
                )}
              </span>
              <span className={classes.below} dir="auto">
                {c.email ?? "No email"}
              </span>
            </td>
            <td className={`${title ? "t2" : "t3"} ${classes.wide}`}>
              <span className="wrap" dir="auto">
                {title ?? "No title"}
              </span>
            </td>
            <td className={`${c.email ? "t2" : "t3"} ${classes.wide} ${classes.text}`}>
              <div className="cut" title={c.email ?? undefined}>
                {c.email ?? "No email"}
              </div>
            </td>
            <td className="r t3">{c.last_seen_at ? <TimeAgo at={c.last_seen_at} /> : "Never"}</td>
          </tr>
        );
      }}
    </RecordSection>
  );
}
