import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import { ROLES } from "../auth/need";
import { signOut, useSession } from "../auth/session";
import { TeamAvatar } from "../ui/avatar";
import { I, IS } from "../ui/icon";
import { sayRefused } from "../ui/toast";
import classes from "./user-menu.module.css";

export const SCHEMES = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "System", icon: IconDeviceDesktop },
] as const;

export async function leave() {
  try {
    await signOut();
  } catch (error) {
    sayRefused(`Not signed out: ${reason(error)}`);
  }
}

export function UserMenu({
  collapsed,
  onNavigate,
}: {
  collapsed: boolean;
  onNavigate?: () => void;
}) {
  const { user, role } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <UnstyledButton className={classes.button} data-min={collapsed || undefined}>
          <span className="srOnly">Your menu, {collapsed ? user.name : ""}</span>
          <TeamAvatar mate={user} silent />
          {!collapsed && (
            <span className="m cut" dir="auto">
              {user.name}
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <div className="m cut">{user.name}</div>
          <div className="t3 sm cut">{user.email}</div>
          <div className="t3 sm">{ROLES[role]}</div>
        </div>
        <Menu.Item
          leftSection={<IconUser {...I} />}
          component={Link}
          to="/settings/profile"
          onClick={onNavigate}
        >
          My profile
        </Menu.Item>
        <Menu.Label>Colour scheme</Menu.Label>
        {SCHEMES.map((s) => (
          <Menu.Item
            key={s.value}
            leftSection={<s.icon {...I} />}
            rightSection={colorScheme === s.value ? <IconCheck {...IS} /> : null}
            closeMenuOnClick={false}
            onClick={() => setColorScheme(s.value)}
          >
            {s.label}
            {colorScheme === s.value && <span className="srOnly">, chosen</span>}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout {...I} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
