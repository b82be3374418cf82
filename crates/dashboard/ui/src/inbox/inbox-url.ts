import { useMemo } from "react";
import {
  matchPath,
  type NavigateOptions,
  useNavigate,
  useParams,
  useSearchParams,
} from "react-router";
import type { Conversation, Id, InboxTab } from "../api/types";

export type Show = "open" | "mine" | "closed";

export interface InboxUrl {
  tab: InboxTab;
  show: Show;
  search: string;
}

export const parse = (params: URLSearchParams): InboxUrl => {
  const show = params.get("show");
  return {
    tab: params.get("tab") === "email" ? "email" : "messaging",
    show: show === "mine" || show === "closed" ? show : "open",
    search: params.get("q") ?? "",
  };
};

/** An open conversation says beside which list it stands, since one without comes from elsewhere. */
export function address(id: Id | null, { tab, show, search }: InboxUrl): string {
  const out = new URLSearchParams();
  if (id || tab !== "messaging") out.set("tab", tab);
  if (id || show !== "open") out.set("show", show);
  if (search) out.set("q", search);
  const query = out.toString();
  return `/inbox${id ? `/${id}` : ""}${query && `?${query}`}`;
}

/** The conversation that an address opens. */
export const idIn = (pathname: string): Id | null =>
  matchPath("/inbox/:id", pathname)?.params.id ?? null;

/** As the API names them. */
export const toQuery = ({ tab, show, search }: InboxUrl) => ({
  tab,
  status: show === "closed" ? ("closed" as const) : ("open" as const),
  mine: show === "mine" || undefined,
  search: search || undefined,
});

export const tabOf = (channel: Conversation["channel"]): InboxTab =>
  channel === "email" ? "email" : "messaging";

/** The list that a conversation belongs to: its own tab always, its own status when the address names no list. */
export const listFor = (
  { channel, status }: Pick<Conversation, "channel" | "status">,
  url: InboxUrl,
  named: boolean,
): InboxUrl => ({ ...url, tab: tabOf(channel), show: named ? url.show : status });

export function useInboxUrl() {
  const { id = null } = useParams();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const url = useMemo(() => parse(params), [params]);
  return {
    id,
    url,
    /** The address says which list stands beside the conversation. */
    named: params.has("show"),
    go: (to: Id | null, list: Partial<InboxUrl> = {}, how: NavigateOptions = {}) =>
      // At once: what is typed next is meant for the conversation that was asked for.
      navigate(address(to, { ...url, ...list }), { flushSync: true, ...how }),
  };
}
