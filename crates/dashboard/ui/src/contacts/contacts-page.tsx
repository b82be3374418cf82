import { ActionIcon, Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFilter, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { useTeam } from "../api/shared";
import type { Contact } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { pagePart, useLastList } from "../lib/last-list";
import classes from "../person/people.module.css";
import { assignee, created, cut, lastSeen, source, tags } from "../person/people-columns";
import { PeopleFilterBar } from "../person/people-filters";
import { PeopleMenu } from "../person/people-menu";
import { type PeopleColumn, PeopleTable } from "../person/people-table";
import { anyFilter, CLEARED, toQuery, usePeopleUrl } from "../person/people-url";
import { I, IXL } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonRows } from "../ui/skeleton";
import { ViewsMenu } from "../views/views-menu";
import { AccountFilter } from "./account-filter";
import { useContacts } from "./api";

export default function ContactsPage() {
  return (
    <Need permission="crm:view" title="Contacts">
      <Contacts />
    </Need>
  );
}

const accountOf = ({ account, company }: Contact) =>
  account && !account.placeholder ? account.name : company;

function Contacts() {
  const { url, set } = usePeopleUrl();
  const can = useCan();
  const manage = can("crm:manage");
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const team = useTeam().data ?? [];
  const contacts = useContacts(url);
  useLastList("contacts", contacts.data && pagePart(contacts.data));
  const [asking, setAsking] = useState(false);
  const filtered = anyFilter(url);
  const filterBar = !phone || asking || filtered || url.saved !== null;
  const columns: PeopleColumn<Contact>[] = [
    { label: "Email", className: classes.textCell, cell: (c) => cut(c.email, "No email") },
    {
      label: "Account",
      className: classes.textCell,
      cell: (c) => cut(accountOf(c), "No company yet"),
    },
    source,
    tags,
    assignee(team),
    { ...lastSeen, className: undefined },
    created,
  ];
  const add = (
    <Button
      variant="filled"
      component={Link}
      to="/contacts/new"
      leftSection={<IconPlus {...I} />}
      className={phone ? classes.fab : undefined}
      data-above-pager={phone || undefined}
    >
      New Contact
    </Button>
  );
  return (
    <>
      <PageHeader title="Contacts">
        {phone && (
          <ActionIcon
            size="lg"
            aria-label="Search and filter"
            aria-expanded={filterBar}
            onClick={() => setAsking(!asking)}
          >
            <IconFilter {...IXL} />
          </ActionIcon>
        )}
        {manage && (
          <PeopleMenu
            object="contacts"
            filters={{ ...toQuery(url), account_id: url.account ?? undefined }}
            total={contacts.data?.total}
            large={phone}
          />
        )}
        {manage && !phone && add}
      </PageHeader>
      {filterBar && (
        <PeopleFilterBar
          what="contacts"
          url={url}
          set={set}
          team={team}
          seen={contacts.data?.data ?? []}
          wide={phone}
          views={<ViewsMenu object="contact" url={url} set={set} />}
        >
          <AccountFilter value={url.account} onChange={(account) => set({ account })} />
        </PeopleFilterBar>
      )}
      {contacts.error && !contacts.data ? (
        <LoadFailed what="the contacts" error={contacts.error} retry={() => contacts.refetch()} />
      ) : !contacts.data ? (
        <SkeletonRows rows={14} />
      ) : contacts.data.total > 0 ? (
        <PeopleTable
          label="Contacts"
          page={contacts.data}
          stale={contacts.isPlaceholderData}
          url={url}
          set={set}
          columns={columns}
          address={(c) => `/contacts/${c.id}`}
          below={(c) => accountOf(c) ?? "No company yet"}
        />
      ) : filtered ? (
        <Empty
          pad
          title="No contact matches these filters"
          why="The search looks at name, email, phone and company; filters add up."
        >
          <Button onClick={() => set(CLEARED)}>Clear filters</Button>
        </Empty>
      ) : (
        <FirstContact manage={manage} leads={can("leads:view")} />
      )}
      {manage && phone && add}
    </>
  );
}

function FirstContact({ manage, leads }: { manage: boolean; leads: boolean }) {
  return (
    <Empty
      pad
      title="No contact yet"
      why="A contact is somebody you know by email, at a company. People who only sent a form are leads; convert one, or let your site identify who is signed in."
    >
      {manage && (
        <Button component={Link} to="/contacts/new" leftSection={<IconPlus {...I} />}>
          New Contact
        </Button>
      )}
      {leads && (
        <Button component={Link} to="/leads" variant={manage ? "subtle" : "default"}>
          Go to Leads
        </Button>
      )}
    </Empty>
  );
}
