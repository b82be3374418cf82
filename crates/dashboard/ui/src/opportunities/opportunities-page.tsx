import { ActionIcon, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFilter, IconLayoutKanban, IconPlus, IconTable } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { useOpportunityGate } from "../crm/plan";
import peopleClasses from "../person/people.module.css";
import { I, IS, IXL } from "../ui/icon";
import { PageHeader } from "../ui/page-header";
import { BoardView } from "./board-view";
import { DealFilterBar } from "./filter-bar";
import { GatedButton } from "./gated-button";
import { anyFilter, useDealsUrl } from "./opportunities-url";
import { TableView } from "./table-view";
import { Tiles } from "./tiles";

export default function OpportunitiesPage() {
  return (
    <Need permission="crm:view" title="Opportunities">
      <Opportunities />
    </Need>
  );
}

function Opportunities() {
  const { url, set } = useDealsUrl();
  const manage = useCan()("crm:manage");
  const gate = useOpportunityGate();
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const [asking, setAsking] = useState(false);
  const board = url.view === "board";
  const filterBar =
    !phone || asking || anyFilter(url) || (!board && Boolean(url.stage ?? url.state));
  const add = manage && (
    <GatedButton
      variant="filled"
      leftSection={<IconPlus {...I} />}
      className={phone ? peopleClasses.fab : undefined}
      data-above-pager={!board || undefined}
      reason={gate.reason}
      to="/opportunities/new"
    >
      New Opportunity
    </GatedButton>
  );
  return (
    <>
      <PageHeader
        title="Opportunities"
        left={
          <SegmentedControl
            aria-label="View"
            value={url.view}
            onChange={(view) => set({ view: view as "board" | "table" })}
            data={[
              {
                value: "board",
                label: <Label icon={<IconLayoutKanban {...IS} />} text="Board" />,
              },
              { value: "table", label: <Label icon={<IconTable {...IS} />} text="Table" /> },
            ]}
            ml={6}
          />
        }
      >
        {phone ? (
          <ActionIcon
            size="lg"
            aria-label="Search and filter"
            aria-expanded={filterBar}
            onClick={() => setAsking(!asking)}
          >
            <IconFilter {...IXL} />
          </ActionIcon>
        ) : (
          add
        )}
      </PageHeader>
      <Tiles filters={url} />
      {filterBar && <DealFilterBar url={url} set={set} phone={phone} />}
      {board ? (
        <BoardView url={url} set={set} phone={phone} manage={manage} />
      ) : (
        <TableView url={url} set={set} manage={manage} />
      )}
      {phone && add}
    </>
  );
}

function Label({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6 }}>
      {icon}
      {text}
    </span>
  );
}
