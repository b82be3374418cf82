import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useSearchParams } from "react-router";
import type { TemplateStatus } from "../api/types";
import { useCan } from "../auth/session";
import { HeaderAction } from "../broadcasts/broadcasts-layout";
import { CHANNEL_ORDER, CHANNELS } from "../messages/words";
import people from "../person/people.module.css";
import { FilterChip } from "../ui/filter-chip";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { useTemplates } from "./api";
import { TemplateTable } from "./template-table";
import { STATUSES } from "./words";

const STATUS_OPTIONS = Object.entries(STATUSES).map(([value, { label }]) => ({ value, label }));
const CHANNEL_OPTIONS = CHANNEL_ORDER.map((value) => ({ value, label: CHANNELS[value].label }));

export default function TemplatesPage() {
  const manage = useCan()("leads:manage");
  const [params, setParams] = useSearchParams();
  const channel = CHANNEL_ORDER.find((c) => c === params.get("channel"));
  const given = params.get("status") ?? "";
  const status = given in STATUSES ? (given as TemplateStatus) : undefined;
  const templates = useTemplates({ channel, status });
  const set = (name: string, value: string | null) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  const create = (word: string, variant?: "filled") =>
    manage && (
      <Button
        component={Link}
        to={channel ? `/broadcasts/templates/new?channel=${channel}` : "/broadcasts/templates/new"}
        variant={variant}
        leftSection={<IconPlus {...I} />}
      >
        {word}
      </Button>
    );
  return (
    <>
      <HeaderAction>{create("New template", "filled")}</HeaderAction>
      <div className={people.filters}>
        <FilterChip
          label="Channel"
          value={channel ?? null}
          options={CHANNEL_OPTIONS}
          onChange={(v) => set("channel", v)}
        />
        <FilterChip
          label="Status"
          value={status ?? null}
          options={STATUS_OPTIONS}
          onChange={(v) => set("status", v)}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Page content">
        {templates.error && !templates.data ? (
          <LoadFailed
            what="the templates"
            error={templates.error}
            retry={() => templates.refetch()}
          />
        ) : !templates.data ? (
          <SkeletonRows rows={8} height={44} />
        ) : templates.data.length === 0 && (channel || status) ? (
          <Empty
            pad
            title={`No ${[status && STATUSES[status].label.toLowerCase(), channel && CHANNELS[channel].label].filter(Boolean).join(" ")} template`}
            why="Others are hidden by the filters."
          >
            <Button onClick={() => setParams({}, { replace: true })}>Clear filters</Button>
          </Empty>
        ) : templates.data.length === 0 ? (
          <Empty
            pad
            title="No template yet"
            why="A template is a text that automations and campaigns send, with variables like the person’s first name. Each belongs to one channel and has to be approved before it is sent."
          >
            {create("Create template")}
          </Empty>
        ) : (
          CHANNEL_ORDER.map((c) => (
            <TemplateTable
              key={c}
              channel={c}
              templates={templates.data.filter((t) => t.channel === c)}
            />
          ))
        )}
      </section>
    </>
  );
}
