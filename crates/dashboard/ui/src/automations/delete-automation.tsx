import type { Automation } from "../api/types";
import { count } from "../lib/text";
import { Confirm } from "../ui/confirm";
import { say } from "../ui/toast";
import { deleteAutomation } from "./api";

export function DeleteAutomation({
  automation,
  onClose,
}: {
  /** Null: nothing is asked. */
  automation: Automation | null;
  onClose: () => void;
}) {
  const { running = 0, triggered = 0 } = automation?.stats ?? {};
  return (
    <Confirm
      opened={automation !== null}
      onClose={onClose}
      title={`Delete ${automation?.name}?`}
      action="Delete automation"
      onConfirm={async () => {
        if (!automation) return;
        await deleteAutomation(automation.id);
        say(`${automation.name} deleted`);
      }}
    >
      {automation && (
        <>
          Its {count(automation.steps.length, "step")} and its list of {count(triggered, "run")} go.{" "}
          {running > 0 &&
            `${count(running, "run is", "runs are")} under way: what is still to be sent is cancelled. `}
          What was sent stays with the leads. This cannot be undone.
        </>
      )}
    </Confirm>
  );
}
