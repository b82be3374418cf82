import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { Need } from "../auth/need";
import { labelOf, summary } from "../lib/text";
import { who } from "../person/who";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import classes from "./settings.module.css";
import { SettingsPage } from "./settings-page";

export default function AuditPage() {
  return (
    <Need permission="audit:view" title="Audit log">
      <Log />
    </Need>
  );
}

function Log() {
  const log = useInfiniteQuery({
    queryKey: ["audit"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(api.GET("/audit-log", { params: { query: { cursor: pageParam } } })),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const entries = log.data?.pages.flatMap((p) => p.data) ?? [];
  return (
    <SettingsPage title="Audit log">
      {log.error && !log.data ? (
        <LoadFailed what="the audit log" error={log.error} retry={() => log.refetch()} />
      ) : !log.data ? (
        <SkeletonRows rows={10} />
      ) : entries.length === 0 ? (
        <Empty
          pad
          title="Nothing is logged yet"
          why="Changes of settings, keys and widgets are written here."
        />
      ) : (
        <>
          <table className={`t ${classes.log}`} aria-label="Audit log">
            <thead>
              <tr>
                <th>When</th>
                <th>Who</th>
                <th>What</th>
                <th>Details</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((e) => (
                <tr key={e.id}>
                  <td className="t3" style={{ whiteSpace: "nowrap" }}>
                    <TimeAgo at={e.at} />
                  </td>
                  <td dir="auto">{who(e.actor)}</td>
                  <td>
                    <span className="m">{labelOf(e.action.replaceAll(".", " "))}</span>
                    {!e.action.startsWith(e.object_kind) && (
                      <span className="t3"> {labelOf(e.object_kind).toLowerCase()}</span>
                    )}
                  </td>
                  <td className={`t2 wrap ${classes.details}`}>{summary(e.details, 6)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {log.hasNextPage && (
            <Button m={20} loading={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
              Show more
            </Button>
          )}
        </>
      )}
    </SettingsPage>
  );
}
