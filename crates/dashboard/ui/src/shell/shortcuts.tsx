import { Modal } from "@mantine/core";
import { useCan } from "../auth/session";
import { Keys } from "../ui/keys";
import { CREATIONS } from "./create";
import { placesFor, SETTINGS } from "./nav";
import classes from "./shortcuts.module.css";

/** What the keyboard can do, and only what this person may do. */
export default function Shortcuts({ onClose }: { onClose: () => void }) {
  const can = useCan();
  const lead = can("leads:manage");
  const groups: { title: string; rows: [string, string][] }[] = [
    {
      title: "Anywhere",
      rows: [
        ["Search and commands", "mod+K"],
        ["Focus the search of this page", "/"],
        ["Undo the last move or delete", "mod+Z"],
        ["Collapse or open the sidebar", "["],
        ["Close what is open", "Esc"],
        ["This list", "?"],
      ],
    },
    {
      title: "Go to",
      rows: [...placesFor(can), SETTINGS].map((p) => [p.label, p.keys]),
    },
    {
      title: "Create",
      rows: CREATIONS.filter((c) => can(c.permission)).map((c) => [c.label, c.keys]),
    },
    {
      title: "Board",
      rows: can("leads:view")
        ? [
            ["Open the card", "Enter"],
            ...(lead
              ? ([
                  ["Lift or drop the card", "Space"],
                  ["Move a lifted card", "← ↑ ↓ →"],
                  ["Put it back", "Esc"],
                  ["Select the card", "X"],
                ] as [string, string][])
              : []),
          ]
        : [],
    },
    {
      title: "Inbox",
      rows: can("inbox:use")
        ? [
            ["Next conversation", "J"],
            ["Previous conversation", "K"],
            ["Write a reply", "R"],
            ["Send the reply", "mod+Enter"],
            ["Back to the list", "Esc"],
          ]
        : [],
    },
    {
      title: "Automation builder",
      rows: can("automations:manage") ? [["Move the step up or down", "Alt ↑ ↓"]] : [],
    },
    {
      title: "A record’s page",
      rows: [
        ["Next in the list", "J"],
        ["Previous in the list", "K"],
        ["Save a field", "Enter"],
        ["Leave a field as it was", "Esc"],
      ],
    },
  ];
  return (
    <Modal
      opened
      onClose={onClose}
      title="Shortcuts"
      size={560}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.grid}>
        {groups
          .filter((g) => g.rows.length > 0)
          .map((g) => (
            <section key={g.title}>
              <h3 className={classes.title}>{g.title}</h3>
              <dl className={classes.list}>
                {g.rows.map(([label, keys]) => (
                  <div key={label} className={classes.pair}>
                    <dt>{label}</dt>
                    <dd>
                      <Keys combo={keys} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </Modal>
  );
}
