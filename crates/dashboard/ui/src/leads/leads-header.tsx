import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from "@mantine/core";
import {
  IconBolt,
  IconCheck,
  IconChevronDown,
  IconFilter,
  IconLayoutKanban,
  IconPlus,
  IconSettings,
  IconTable,
  IconUpload,
  IconWebhook,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Id, LeadFilter, Pipeline } from "../api/types";
import { DuplicatesLink } from "../duplicates/duplicates-link";
import { ImportButton } from "../imports/import-button";
import { PeopleMenu } from "../person/people-menu";
import type { PeopleUrl, SetPeopleUrl } from "../person/people-url";
import { I, IS, IXL } from "../ui/icon";
import { PageHeader } from "../ui/page-header";
import classes from "./leads-page.module.css";

export function LeadsHeader({
  url,
  set,
  pipelines,
  pipeline,
  phone,
  manage,
  filter,
  total,
  filterBar,
  onFilterBar,
  onAdd,
}: {
  url: PeopleUrl;
  set: SetPeopleUrl;
  pipelines: Pipeline[];
  pipeline: Pipeline | undefined;
  phone: boolean;
  manage: boolean;
  /** What is shown, for the export. */
  filter: LeadFilter;
  total: number | undefined;
  filterBar: boolean;
  onFilterBar: () => void;
  onAdd: () => void;
}) {
  const settings = pipeline ? `/settings/pipelines/${pipeline.id}` : "/settings/pipelines";
  return (
    <PageHeader
      title="Leads"
      left={
        <>
          {pipelines.length > 1 && (
            <PipelineMenu
              pipelines={pipelines}
              here={pipeline}
              onChoose={(id) => set({ pipeline: id, stage: null })}
            />
          )}
          <SegmentedControl
            aria-label="View"
            value={url.view}
            onChange={(view) => set({ view: view as "board" | "table" })}
            data={[
              {
                value: "board",
                label: <Label icon={<IconLayoutKanban {...IS} />} text="Board" phone={phone} />,
              },
              {
                value: "table",
                label: <Label icon={<IconTable {...IS} />} text="Table" phone={phone} />,
              },
            ]}
            ml={6}
          />
        </>
      }
    >
      <ImportButton className={classes.hideSmall} />
      <Button
        variant="subtle"
        component={Link}
        to="/webhooks"
        leftSection={<IconWebhook {...I} />}
        className={classes.hideSmall}
      >
        <span className={classes.word}>Webhooks</span>
      </Button>
      <Button
        variant="subtle"
        component={Link}
        to="/automations"
        leftSection={<IconBolt {...I} />}
        className={classes.hideSmall}
      >
        <span className={classes.word}>Automations</span>
      </Button>
      {phone && (
        <ActionIcon
          size="lg"
          aria-label="Search and filter"
          aria-expanded={filterBar}
          onClick={onFilterBar}
        >
          <IconFilter {...IXL} />
        </ActionIcon>
      )}
      {manage && !phone && (
        <Tooltip label="Pipeline settings">
          <ActionIcon component={Link} to={settings} aria-label="Pipeline settings">
            <IconSettings {...I} />
          </ActionIcon>
        </Tooltip>
      )}
      {manage && (
        <PeopleMenu object="leads" filters={filter} total={total} large={phone}>
          <DuplicatesLink />
          {phone && (
            <Menu.Item leftSection={<IconUpload {...I} />} component={Link} to="/leads/import">
              Import
            </Menu.Item>
          )}
          {phone && (
            <Menu.Item leftSection={<IconBolt {...I} />} component={Link} to="/automations">
              Automations
            </Menu.Item>
          )}
          {phone && (
            <Menu.Item leftSection={<IconSettings {...I} />} component={Link} to={settings}>
              Pipeline settings
            </Menu.Item>
          )}
        </PeopleMenu>
      )}
      {manage && !phone && (
        <Button variant="filled" leftSection={<IconPlus {...I} />} onClick={onAdd}>
          Add Lead
        </Button>
      )}
    </PageHeader>
  );
}

function PipelineMenu({
  pipelines,
  here,
  onChoose,
}: {
  pipelines: Pipeline[];
  here: Pipeline | undefined;
  /** Null: the default one, which needs no word in the address. */
  onChoose: (id: Id | null) => void;
}) {
  return (
    <Menu>
      <Menu.Target>
        <Button
          size="xs"
          variant="subtle"
          className={classes.scope}
          rightSection={<IconChevronDown {...IS} />}
        >
          <span className="cut">{here?.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {pipelines.map((p) => (
          <Menu.Item
            key={p.id}
            rightSection={p.id === here?.id ? <IconCheck {...IS} /> : null}
            onClick={() => onChoose(p.is_default ? null : p.id)}
          >
            {p.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** On a phone the icon alone; the word is still read out. */
function Label({ icon, text, phone }: { icon: ReactNode; text: string; phone: boolean }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6 }}>
      {icon}
      <span className={phone ? "srOnly" : undefined}>{text}</span>
    </span>
  );
}
