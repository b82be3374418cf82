import { SegmentedControl } from "@mantine/core";
import type { MessageTemplate } from "../api/types";
import { ErrorNote } from "../ui/notes";
import classes from "./templates.module.css";
import type { FieldsProps } from "./text-fields";
import { STATUSES, statusesOf } from "./words";

/** Whether it may be sent. */
export function Approval({
  template,
  draft,
  edit,
  errors,
  disabled,
}: FieldsProps & { template: MessageTemplate | null }) {
  const users = template?.used_by ?? [];
  return (
    <section className="card" aria-label="Approval">
      <div className="cardHead">
        <h2>Approval</h2>
      </div>
      <div className={`cardBody ${classes.approval}`}>
        <SegmentedControl
          aria-label="Status"
          disabled={disabled}
          data={statusesOf(draft.channel).map((value) => ({
            value,
            label: STATUSES[value].label,
          }))}
          value={draft.status}
          onChange={(status) => edit({ status })}
        />
        {errors.status && <ErrorNote>{errors.status}</ErrorNote>}
        <p className="t3">
          Automations and campaigns send approved templates only.{" "}
          {draft.channel === "whatsapp"
            ? "Meta approves those of WhatsApp: set here what Meta says. The sandbox approves at once."
            : "Approve it once the text is as it should go out."}
        </p>
        {users.length > 0 && draft.status !== "approved" && (
          <p className={classes.warning}>
            {users.map((a) => a.name).join(", ")}{" "}
            {users.length === 1 ? "sends it, and cannot" : "send it, and cannot"} while it is not
            approved.
          </p>
        )}
      </div>
    </section>
  );
}
