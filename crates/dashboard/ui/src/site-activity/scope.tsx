import { Button, SegmentedControl } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { Id, SiteRange } from "../api/types";
import { ChoiceMenu } from "../ui/choice-menu";
import { IS } from "../ui/icon";
import { useWidgets } from "../widgets/api";
import classes from "./site-activity.module.css";
import { RANGES } from "./site-url";

/** Which site: all of them, or one widget's. */
export function WidgetScope({
  value,
  onChange,
}: {
  value: Id | null;
  onChange: (widget: Id | null) => void;
}) {
  const widgets = useWidgets().data ?? [];
  const chosen = widgets.find((w) => w.id === value);
  return (
    <ChoiceMenu
      value={value ?? "all"}
      choices={[
        { value: "all", label: "All widgets" },
        ...widgets.map((w) => ({ value: w.id, label: w.name })),
      ]}
      onChoose={(to) => onChange(to === "all" ? null : to)}
    >
      <Button
        size="xs"
        variant="subtle"
        className={classes.scope}
        rightSection={<IconChevronDown {...IS} />}
      >
        <span className="cut" dir="auto">
          {chosen?.name ?? (value ? "A deleted widget" : "All widgets")}
        </span>
      </Button>
    </ChoiceMenu>
  );
}

/** The period; `any` adds the choice of none. */
export function RangeSwitch<R extends SiteRange | null>({
  value,
  onChange,
  any = false,
}: {
  value: R;
  onChange: (range: R) => void;
  any?: boolean;
}) {
  return (
    <SegmentedControl
      aria-label={any ? "Last visit" : "Period"}
      className={classes.range}
      value={value ?? "all"}
      onChange={(to) => onChange((to === "all" ? null : to) as R)}
      data={[
        ...RANGES.map((r) => ({ value: r as string, label: r as string })),
        ...(any ? [{ value: "all", label: "Any time" }] : []),
      ]}
    />
  );
}
