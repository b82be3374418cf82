import { Button, Menu } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { reason } from "../api/errors";
import { IS } from "../ui/icon";
import { useVariables } from "./api";
import classes from "./templates.module.css";

/** What a text may name; choosing puts it where the cursor is. */
export function VariablesMenu({ onChoose }: { onChoose: (name: string) => void }) {
  const variables = useVariables();
  return (
    <Menu position="bottom-end" width={320} returnFocus={false}>
      <Menu.Target>
        <Button size="xs" leftSection={<IconBraces {...IS} />}>
          Insert variable
        </Button>
      </Menu.Target>
      {/* What scrolls must be reachable by keyboard; by Tab the items are not. */}
      <Menu.Dropdown className={classes.variables} tabIndex={0}>
        {!variables.data && (
          <Menu.Label>{variables.error ? reason(variables.error) : "Loading"}</Menu.Label>
        )}
        {variables.data?.map((v) => (
          <Menu.Item key={v.name} onClick={() => onChoose(v.name)}>
            <span className={classes.variable}>
              <span className="cut" dir="auto">
                {v.label}
              </span>
              <code className="t3 cut">{`{{${v.name}}}`}</code>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
