import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { copyText } from "../lib/copy";
import { IS } from "./icon";

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [state, setState] = useState<"rest" | "done" | "failed">("rest");
  const run = async () => {
    setState((await copyText(text)) ? "done" : "failed");
    setTimeout(() => setState("rest"), 2000);
  };
  return (
    <Button
      size="xs"
      onClick={run}
      leftSection={state === "done" ? <IconCheck {...IS} /> : <IconCopy {...IS} />}
    >
      <span aria-live="polite">
        {state === "done" ? "Copied" : state === "failed" ? "Select and copy" : label}
      </span>
    </Button>
  );
}
