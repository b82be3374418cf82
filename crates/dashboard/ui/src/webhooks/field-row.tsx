import { Button } from "@mantine/core";
import { IconArrowRight, IconChevronDown } from "@tabler/icons-react";
import type { MapTarget } from "../api/types";
import { keyOf } from "../settings/field-key";
import { type Choice, ChoiceMenu } from "../ui/choice-menu";
import { IS } from "../ui/icon";
import classes from "./field-map.module.css";
import { CORE, coreLabel, type Incoming, missed } from "./mapping";

/** An incoming field, its value, and where it goes; the menu sends it elsewhere. */
export function FieldRow({
  field,
  chosen,
  all,
  leftOut,
  onSend,
}: {
  field: Incoming;
  chosen: MapTarget | null;
  all: Incoming[];
  /** Why it stays in the receipt only. */
  leftOut: string | undefined;
  onSend: (core: MapTarget | null) => void;
}) {
  const why = leftOut ?? missed(field, chosen, all);
  const goes = field.to ? coreLabel(field.to) : leftOut ? "Left out" : "Custom field";
  const below = field.to ? (chosen ? null : "by its name") : field.custom_key;
  return (
    <li className={classes.field} aria-label={field.path}>
      <div className={classes.incoming}>
        <code className={classes.path}>{field.path}</code>
        <span className={classes.sample} title={field.sample} dir="auto">
          {field.sample === "" ? "Empty" : field.sample}
        </span>
      </div>
      <IconArrowRight {...IS} className={classes.arrow} />
      <div className={classes.outgoing}>
        <ChoiceMenu<MapTarget | "">
          value={chosen ?? ""}
          choices={[...CORE, ...keep(field, chosen), ownWay(field, chosen)]}
          onChoose={(v) => onSend(v || null)}
        >
          <Button
            size="xs"
            className={classes.goes}
            data-core={field.to ? true : undefined}
            aria-label={`${field.path} goes to ${goes}${field.custom_key ? ` ${field.custom_key}` : ""}`}
            rightSection={<IconChevronDown {...IS} />}
          >
            {goes}
          </Button>
        </ChoiceMenu>
        {below && (field.to ? <span className="t3 sm">{below}</span> : <code>{below}</code>)}
      </div>
      {why && <p className={classes.why}>{why}</p>}
    </li>
  );
}

/** A usual name fills the lead, unless somebody says that this one means something else. */
function keep({ to, path }: Incoming, chosen: MapTarget | null): Choice<MapTarget>[] {
  if (chosen !== "custom" && !to) return [];
  return [{ value: "custom", label: `Custom field ${keyOf(path)}` }];
}

/** What happens to a field that nothing is chosen for. */
function ownWay({ to, path }: Incoming, chosen: MapTarget | null): Choice<""> {
  if (chosen) {
    return {
      value: "",
      label: "Not mapped",
      about: "A usual name still fills the lead; any other becomes a custom field.",
    };
  }
  return to
    ? { value: "", label: `${coreLabel(to)}, by its name` }
    : { value: "", label: `Custom field ${keyOf(path)}` };
}
