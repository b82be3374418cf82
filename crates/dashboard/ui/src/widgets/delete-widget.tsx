import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { reason } from "../api/errors";
import type { Widget } from "../api/types";
import { count } from "../lib/text";
import { SettingsBlock } from "../settings/settings-page";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { deleteWidget } from "./api";
import classes from "./widgets.module.css";

/** S18: what goes is counted, and what would keep it stands beside it. */
export function DeleteWidget({
  widget,
  onTrackingOff,
}: {
  widget: Widget;
  onTrackingOff: () => Promise<unknown>;
}) {
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const navigate = useNavigate();
  const stored = widget.event_count ?? 0;
  const events = stored > 0 ? ` and ${count(stored, "event")}` : "";
  const close = () => {
    setFailed(null);
    setAsking(false);
  };
  const keep = async () => {
    try {
      await onTrackingOff();
      close();
      say(`Tracking is off, ${count(stored, "event")} kept`);
    } catch (error) {
      setFailed(reason(error));
    }
  };
  return (
    <SettingsBlock title="Delete widget" about="To keep the events, switch tracking off instead.">
      <Button
        data-danger
        maw="100%"
        leftSection={<IconTrash {...I} />}
        onClick={() => setAsking(true)}
      >
        <span className={`cut ${classes.whole}`}>
          Delete {widget.name}
          {events}
        </span>
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        title={`Delete ${widget.name}${events}?`}
        action={`Delete widget${events}`}
        onConfirm={async () => {
          await deleteWidget(widget.id);
          navigate("/settings/widgets");
          say(`${widget.name} deleted`);
        }}
      >
        <p>
          {events
            ? `The widget${events} disappear at once and are erased over the next minutes, and the site activity of the people behind them with them.`
            : "The widget disappears at once. It holds no events."}{" "}
          Pages that carry its snippet send nothing any more. This cannot be undone. Leads and
          contacts stay.
        </p>
        {events && (
          <p style={{ marginTop: 8 }}>
            <Link className="link" to={`/settings/data-export?widget_id=${widget.id}`}>
              Export its events first
            </Link>
          </p>
        )}
        {widget.tracking_enabled ? (
          <>
            <p style={{ margin: "8px 0" }}>
              To stop recording and keep what is there until its retention ends, switch tracking
              off.
            </p>
            <Button size="xs" onClick={keep}>
              Switch tracking off instead
            </Button>
            {failed && <ErrorNote>{failed}</ErrorNote>}
          </>
        ) : (
          <p style={{ marginTop: 8 }}>
            Tracking is already off: nothing new is recorded, and keeping the widget keeps its
            events until their retention ends.
          </p>
        )}
      </Confirm>
    </SettingsBlock>
  );
}
