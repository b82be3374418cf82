import { Button, SegmentedControl } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { defaultPipeline, usePipelines } from "../api/shared";
import { useCan } from "../auth/session";
import { ChoiceMenu } from "../ui/choice-menu";
import { IS } from "../ui/icon";
import type { ReportsUrl, SetReportsUrl } from "./reports-url";

/** Opportunities, or the leads of one pipeline. */
export function ReportOn({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  const leads = useCan()("leads:view");
  const pipelines = usePipelines(leads).data ?? [];
  const chosen = pipelines.find((p) => p.id === url.pipeline);
  const first = defaultPipeline(pipelines);
  return (
    <>
      {first && (
        <SegmentedControl
          aria-label="Report on"
          value={url.pipeline ? "leads" : "opportunities"}
          onChange={(of) => set({ pipeline: of === "leads" ? first.id : null })}
          data={[
            { value: "opportunities", label: "Opportunities" },
            { value: "leads", label: "Leads" },
          ]}
        />
      )}
      {chosen && pipelines.length > 1 && (
        <ChoiceMenu
          value={chosen.id}
          choices={pipelines.map((p) => ({ value: p.id, label: p.name }))}
          onChoose={(pipeline) => set({ pipeline })}
        >
          <Button size="xs" variant="subtle" rightSection={<IconChevronDown {...IS} />}>
            {chosen.name}
          </Button>
        </ChoiceMenu>
      )}
    </>
  );
}
