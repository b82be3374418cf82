import { Menu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { Lead, Stage } from "../api/types";
import { IS } from "../ui/icon";
import { StageGlyph, stageLook } from "../ui/stage";
import { moveTo } from "./actions";

/** All stages of the lead's pipeline; choosing one moves it. */
export function StageMenu({
  lead,
  stages,
  children,
}: {
  lead: Lead;
  stages: Stage[];
  children: ReactElement;
}) {
  const sorted = [...stages].sort((a, b) => a.position - b.position);
  return (
    <Menu>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Move to</Menu.Label>
        {sorted.map((s) => {
          const look = stageLook(stages, s.id);
          const here = s.id === lead.stage_id;
          return (
            <Menu.Item
              key={s.id}
              leftSection={look && <StageGlyph look={look} />}
              rightSection={here ? <IconCheck {...IS} /> : null}
              disabled={here}
              onClick={() => moveTo(lead, s)}
            >
              {s.name}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
