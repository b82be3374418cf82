import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Channel, Id, MessageOrigin, MessageStatus } from "../api/types";
import { CHANNELS, ORIGINS, STATUSES } from "./words";

export interface MessagesUrl {
  search: string;
  status: MessageStatus | null;
  channel: Channel | null;
  origin: MessageOrigin | null;
  /** One automation or campaign. */
  originId: Id | null;
  /** One person. */
  customerId: Id | null;
  /** The message in the drawer. */
  open: Id | null;
}
export const NO_FILTERS = {
  search: "",
  status: null,
  channel: null,
  origin: null,
  originId: null,
  customerId: null,
};

const oneOf = <K extends string>(words: Record<K, unknown>, text: string | null): K | null =>
  text !== null && Object.hasOwn(words, text) ? (text as K) : null;

export const parse = (params: URLSearchParams): MessagesUrl => ({
  search: params.get("q") ?? "",
  status: oneOf(STATUSES, params.get("status")),
  channel: oneOf(CHANNELS, params.get("channel")),
  origin: oneOf(ORIGINS, params.get("origin")),
  originId: params.get("origin_id") || null,
  customerId: params.get("customer_id") || null,
  open: params.get("open") || null,
});

export function write(url: MessagesUrl): URLSearchParams {
  const out = new URLSearchParams();
  const set = (name: string, value: string | null) => value && out.set(name, value);
  set("q", url.search);
  set("status", url.status);
  set("channel", url.channel);
  set("origin", url.origin);
  set("origin_id", url.originId);
  set("customer_id", url.customerId);
  set("open", url.open);
  return out;
}

/** As the API names them. */
export const toQuery = (url: MessagesUrl) => ({
  search: url.search || undefined,
  status: url.status ?? undefined,
  channel: url.channel ?? undefined,
  origin: url.origin ?? undefined,
  origin_id: url.originId ?? undefined,
  customer_id: url.customerId ?? undefined,
});

export const anyFilter = (url: MessagesUrl) =>
  Object.values(toQuery(url)).some((value) => value !== undefined);

export type SetMessagesUrl = (patch: Partial<MessagesUrl>, how?: { replace?: boolean }) => void;

export function useMessagesUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parse(params), [params]);
  // Two quick clicks: the second one adds to the address as the first left it, also before it is drawn.
  const set: SetMessagesUrl = (patch, how = {}) =>
    setParams(
      () => write({ ...parse(new URLSearchParams(window.location.search)), ...patch }),
      how,
    );
  return { url, set };
}
