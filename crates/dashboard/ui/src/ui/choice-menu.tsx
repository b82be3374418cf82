import { Menu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import { IS } from "./icon";

export interface Choice<V extends string> {
  value: V;
  label: string;
  /** What choosing it means, in one sentence. */
  about?: string;
  mark?: ReactNode;
}

/** One of a few values, each with what it means; the child opens it. */
export function ChoiceMenu<V extends string>({
  value,
  choices,
  onChoose,
  children,
}: {
  value: V;
  choices: Choice<V>[];
  onChoose: (value: V) => void;
  children: ReactElement;
}) {
  const told = choices.some((c) => c.about);
  return (
    <Menu width={told ? 300 : undefined}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={value} onChange={(v) => v !== value && onChoose(v as V)}>
          {choices.map((c) => (
            <Menu.RadioItem
              key={c.value}
              value={c.value}
              closeMenuOnClick
              checkIcon={<IconCheck {...IS} />}
            >
              <span className="row">
                {c.mark}
                {c.label}
              </span>
              {c.about && <span className="t3 sm">{c.about}</span>}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
