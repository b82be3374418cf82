import { useQuery } from "@tanstack/react-query";
import { api, call, whenSignedOut } from "../api/client";
import { ApiError } from "../api/errors";
import { queryClient } from "../api/query";
import type { Permission, Session } from "../api/types";

const KEY = ["session"];

async function read(): Promise<Session | null> {
  try {
    return await call(api.GET("/auth/me"));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export const useSessionQuery = () =>
  useQuery({ queryKey: KEY, queryFn: read, staleTime: 5 * 60_000 });

/** Inside the signed-in part of the app there always is one. */
export function useSession(): Session {
  const { data } = useSessionQuery();
  if (!data) throw new Error("useSession outside of the signed-in part");
  return data;
}

export function useCan(): (permission: Permission) => boolean {
  const session = useSession();
  return (permission) => session.permissions.includes(permission);
}

/** A new session: whatever an earlier person had loaded goes first. */
export function enter(session: Session) {
  queryClient.setQueryData(KEY, session);
  forget();
}

/** All but the session itself, which the gate is watching. */
const forget = () => queryClient.removeQueries({ predicate: (q) => q.queryKey[0] !== KEY[0] });

export function setWorkspace(workspace: Session["workspace"]) {
  queryClient.setQueryData<Session | null>(KEY, (old) => (old ? { ...old, workspace } : old));
}

export async function signOut() {
  await call(api.POST("/auth/logout"));
  queryClient.setQueryData(KEY, null);
  forget();
}

whenSignedOut(() => queryClient.setQueryData(KEY, null));
