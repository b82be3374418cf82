import { Textarea } from "@mantine/core";
import { useState } from "react";
import { Confirm } from "../ui/confirm";
import type { Moves } from "./use-moves";

/** Asks why a deal is lost; no answer is an answer too. */
export function LostDialog({ moves: { losing, lose, keep } }: { moves: Moves }) {
  const [reason, setReason] = useState("");
  return (
    <Confirm
      opened={losing !== null}
      onClose={() => {
        keep();
        setReason("");
      }}
      title={`Mark ${losing?.name ?? "it"} lost?`}
      action="Mark Lost"
      onConfirm={() => lose(reason)}
    >
      <Textarea
        label="Reason (optional)"
        description="Shown on the opportunity and in its timeline."
        data-autofocus
        autosize
        minRows={2}
        maxRows={8}
        dir="auto"
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
    </Confirm>
  );
}
