import { Button } from "@mantine/core";
import { useRouteError } from "react-router";
import { Empty } from "../ui/notes";

/** A page that could not be drawn. After an update old chunks are gone: reloading fetches the new ones. */
export function RouteFailed({ inside = false }: { inside?: boolean }) {
  const error = useRouteError();
  const message = error instanceof Error ? error.message : "Unknown reason";
  const outdated = /dynamically imported module|Importing a module|module script/.test(message);
  return (
    <div role="alert" style={{ padding: inside ? 0 : "15vh 5vw" }}>
      <Empty
        pad
        title={outdated ? "Hydra was updated while this tab was open" : "This page stopped working"}
        why={outdated ? "Reload to continue with the new version." : message}
      >
        <Button onClick={() => window.location.reload()}>Reload</Button>
      </Empty>
    </div>
  );
}
