import { Button } from "@mantine/core";
import { Navigate, useLocation } from "react-router";
import { reason } from "../api/errors";
import { useDelayed } from "../lib/use-delayed";
import { Shell } from "../shell/shell";
import { Empty } from "../ui/notes";
import { useSessionQuery } from "./session";

/** The gate: signed in shows the app, signed out goes to sign-in and comes back here after. */
export function RequireSession() {
  const { data, error, isPending, refetch } = useSessionQuery();
  const place = useLocation();
  const waiting = useDelayed(isPending, 400);
  if (data) return <Shell />;
  if (isPending) return waiting ? <p style={{ padding: 24 }}>Loading your workspace</p> : null;
  if (error) {
    return (
      <div style={{ padding: "15vh 24px", maxWidth: 560, margin: "0 auto" }} role="alert">
        <Empty title="Could not open your workspace" why={reason(error)}>
          <Button onClick={() => refetch()}>Try again</Button>
        </Empty>
      </div>
    );
  }
  const here = place.pathname + place.search;
  const next = here === "/" ? "" : `?next=${encodeURIComponent(here)}`;
  return <Navigate to={`/sign-in${next}`} replace />;
}
