import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { ROLES } from "../auth/need";
import { useSession } from "../auth/session";
import { leave, SCHEMES } from "../shell/user-menu";
import { I } from "../ui/icon";
import classes from "./settings.module.css";
import { SettingsBlock, SettingsPage } from "./settings-page";

const CAN: Record<string, string> = {
  "leads:view": "See leads and webhooks",
  "leads:manage": "Add, change, move and delete leads, and manage webhooks",
  "crm:view": "See contacts, accounts and opportunities",
  "crm:manage": "Change contacts, accounts and opportunities",
  "inbox:use": "Use the inbox",
  "automations:manage": "Manage automations",
  "messages:send": "Send messages",
  "analytics:view": "See site activity and reports",
  "settings:manage": "Change settings, the team, widgets and API keys",
  "audit:view": "Read the audit log",
};
/** What this version has a page for. */
const HERE = [
  "leads:view",
  "leads:manage",
  "crm:view",
  "crm:manage",
  "analytics:view",
  "settings:manage",
  "audit:view",
];

export default function ProfilePage() {
  const { user, role, workspace, permissions } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SettingsPage title="My profile">
      <SettingsBlock title="You" about={`In ${workspace.name}.`}>
        <dl className={classes.facts}>
          <dt>Name</dt>
          <dd dir="auto">{user.name}</dd>
          <dt>Email</dt>
          <dd>{user.email}</dd>
          <dt>Role</dt>
          <dd>{ROLES[role]}</dd>
          <dt>May</dt>
          <dd>
            {permissions
              .filter((p) => HERE.includes(p))
              .map((p) => (
                <div key={p}>{CAN[p]}</div>
              ))}
          </dd>
        </dl>
      </SettingsBlock>
      <SettingsBlock title="Colour scheme" about="On this device.">
        <SegmentedControl
          aria-label="Colour scheme"
          value={colorScheme}
          onChange={(v) => setColorScheme(v as "light" | "dark" | "auto")}
          data={SCHEMES.map((s) => ({ value: s.value, label: s.label }))}
        />
      </SettingsBlock>
      <SettingsBlock title="Sign out" about="On this device.">
        <Button leftSection={<IconLogout {...I} />} onClick={leave}>
          Sign out
        </Button>
      </SettingsBlock>
    </SettingsPage>
  );
}
