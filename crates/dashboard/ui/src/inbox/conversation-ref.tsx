import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Id } from "../api/types";
import { useCan } from "../auth/session";

/** Leads to a conversation, for whoever may use the inbox. */
export function ConversationRef({
  id,
  className,
  children,
}: {
  id: Id | undefined;
  className?: string;
  children: ReactNode;
}) {
  const can = useCan();
  if (!id || !can("inbox:use")) return children;
  return (
    <Link className={className} to={`/inbox/${id}`}>
      {children}
    </Link>
  );
}
