import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { ApiError, reason } from "../api/errors";
import type { Id } from "../api/types";
import { IS } from "../ui/icon";
import { say, sayRefused } from "../ui/toast";
import { retry } from "./api";

const WHY: Record<string, string> = {
  attempt_active: "another attempt is under way",
  nothing_to_retry: "nothing failed there any more",
};

/** Tries the failed step again, for one person. */
export function RetryButton({
  automation,
  person,
  name,
  quiet = false,
}: {
  automation: Id;
  person: Id;
  /** Of the person, to tell buttons of a list apart. */
  name?: string;
  /** As a link in a line. */
  quiet?: boolean;
}) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await retry(automation, person);
      say("Trying again");
    } catch (error) {
      const known = error instanceof ApiError ? WHY[error.code] : undefined;
      sayRefused(`Not retried: ${known ?? reason(error)}`);
    } finally {
      setBusy(false);
    }
  };
  const label = name ? `Retry for ${name}` : undefined;
  if (quiet) {
    return (
      <button
        type="button"
        className="link sm"
        aria-label={label}
        disabled={busy}
        onClick={() => void run()}
      >
        Retry
      </button>
    );
  }
  return (
    <Button
      size="xs"
      aria-label={label}
      loading={busy}
      leftSection={<IconRefresh {...IS} />}
      onClick={() => void run()}
    >
      Retry
    </Button>
  );
}
