import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { api, call } from "../api/client";
import { Need } from "../auth/need";
import { SOURCES } from "../lib/text";
import { PersonAvatar } from "../ui/avatar";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { Pager } from "../ui/pager";
import { SearchBox } from "../ui/search-box";
import { SkeletonRows } from "../ui/skeleton";
import { type Sort, SortHead } from "../ui/sort-head";
import { Tags } from "../ui/tags";
import { TimeAgo } from "../ui/time-ago";
import classes from "./contacts-page.module.css";

const LIMIT = 50;

export default function ContactsPage() {
  return (
    <Need permission="crm:view" title="Contacts">
      <Contacts />
    </Need>
  );
}

function Contacts() {
  const [params, setParams] = useSearchParams();
  const search = params.get("q") ?? "";
  const page = Math.max(1, Number(params.get("page")) || 1);
  const [by = "", order] = (params.get("sort") ?? "created_at.desc").split(".");
  const sort: Sort = { by, order: order === "asc" ? "asc" : "desc" };
  const set = (patch: Record<string, string>, replace = false) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (!("page" in patch)) next.delete("page");
        for (const [k, v] of Object.entries(patch)) {
          if (v) next.set(k, v);
          else next.delete(k);
        }
        return next;
      },
      { replace },
    );
  const contacts = useQuery({
    queryKey: ["contacts", search, sort, page],
    queryFn: () =>
      call(
        api.GET("/contacts", {
          params: {
            query: {
              search: search || undefined,
              page,
              limit: LIMIT,
              sort_by: sort.by,
              sort_order: sort.order,
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
  });
  const head = {
    sort,
    onSort: (s: Sort) => set({ sort: `${s.by}.${s.order}` }),
  };
  return (
    <>
      <PageHeader title="Contacts">
        <SearchBox
          label="Search contacts"
          value={search}
          onChange={(q) => set({ q }, true)}
          width="min(216px, 52vw)"
        />
      </PageHeader>
      {contacts.error && !contacts.data ? (
        <LoadFailed what="the contacts" error={contacts.error} retry={() => contacts.refetch()} />
      ) : !contacts.data ? (
        <SkeletonRows rows={14} height={44} />
      ) : contacts.data.total === 0 ? (
        search ? (
          <Empty
            pad
            title={`No contact matches “${search}”`}
            why="The search looks at name, email, phone and company."
          >
            <Button onClick={() => set({ q: "" })}>Clear search</Button>
          </Empty>
        ) : (
          <Empty
            pad
            title="No contact yet"
            why="A contact is made when your site identifies a signed-in visitor by email, or by the API. People who only sent a form are leads."
          >
            <Button component={Link} to="/settings/widgets">
              Check your widgets
            </Button>
            <Button component={Link} to="/leads" variant="subtle">
              Go to Leads
            </Button>
          </Empty>
        )
      ) : (
        <>
          <div className="scroll">
            <table
              className="t"
              data-lg
              aria-label="Contacts"
              aria-busy={contacts.isPlaceholderData}
            >
              <thead>
                <tr>
                  <SortHead label="Name" by="name" first="asc" {...head} />
                  <th className={classes.hideSmall}>Email</th>
                  <th>Account</th>
                  <th className={classes.hideSmall}>Source</th>
                  <th className={classes.hideSmall}>Tags</th>
                  <SortHead label="Last seen" by="last_seen_at" right {...head} />
                  <SortHead label="Created" by="created_at" right {...head} />
                </tr>
              </thead>
              <tbody>
                {contacts.data.data.map((c) => (
                  <tr key={c.id}>
                    <td className={classes.name}>
                      <Link to={`/contacts/${c.id}`} className="row">
                        <PersonAvatar name={c.display_name} />
                        <span className="wrap m" dir="auto">
                          {c.display_name}
                        </span>
                      </Link>
                    </td>
                    <td className={`${c.email ? "t2" : "t3"} ${classes.hideSmall}`}>
                      <div className="cut">{c.email ?? "No email"}</div>
                    </td>
                    <td
                      className={c.account && !c.account.placeholder ? "t2" : "t3"}
                      style={{ maxWidth: 240 }}
                    >
                      <div className="cut" dir="auto" style={{ textAlign: "left" }}>
                        {c.account && !c.account.placeholder
                          ? c.account.name
                          : (c.company ?? "No company yet")}
                      </div>
                    </td>
                    <td className={`t2 ${classes.hideSmall}`}>{SOURCES[c.source] ?? c.source}</td>
                    <td className={classes.hideSmall}>
                      <span className="row" style={{ gap: 4 }}>
                        {c.tags.length > 0 ? (
                          <Tags tags={c.tags} />
                        ) : (
                          <span className="t3">None</span>
                        )}
                      </span>
                    </td>
                    <td className="r t3">
                      {c.last_seen_at ? <TimeAgo at={c.last_seen_at} /> : "Never"}
                    </td>
                    <td className="r t3">
                      <TimeAgo at={c.created_at} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager
            page={page}
            limit={LIMIT}
            total={contacts.data.total}
            onPage={(p) => set({ page: String(p) })}
          />
        </>
      )}
    </>
  );
}
