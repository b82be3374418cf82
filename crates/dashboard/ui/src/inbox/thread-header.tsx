import { ActionIcon, Button } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { reason } from "../api/errors";
import type { ConversationDetail, ConversationStatus } from "../api/types";
import { OwnerMenu } from "../crm/owner-menu";
import { age } from "../lib/time";
import { useNow } from "../lib/use-now";
import { useTitle } from "../lib/use-title";
import { I } from "../ui/icon";
import { say, sayRefused } from "../ui/toast";
import { patchConversation } from "./api";
import { BackButton } from "./back-button";
import classes from "./thread.module.css";
import { lastPage } from "./thread-items";
import { aboutOf } from "./words";

export function ThreadHeader({
  conversation,
  phone,
  onBack,
  onDetails,
}: {
  conversation: ConversationDetail;
  phone: boolean;
  onBack: () => void;
  /** Absent: they stand beside the thread. */
  onDetails?: () => void;
}) {
  const now = useNow();
  const { id, customer, status, assigned_to, waiting_since } = conversation;
  const [saving, setSaving] = useState(false);
  const about = aboutOf(conversation, lastPage(conversation));
  const become = async (to: ConversationStatus) => {
    setSaving(true);
    try {
      await patchConversation(id, { status: to });
      say(to === "closed" ? "Conversation closed" : "Conversation reopened");
    } catch (error) {
      sayRefused(`Not ${to === "closed" ? "closed" : "reopened"}: ${reason(error)}`);
    } finally {
      setSaving(false);
    }
  };
  return (
    <header className={classes.header}>
      {phone && <BackButton onClick={onBack} />}
      <div className={classes.who}>
        {phone ? (
          <PhoneTitle name={customer.display_name} />
        ) : (
          <h2 className={classes.name} dir="auto">
            {customer.display_name}
          </h2>
        )}
        <span className={classes.about} dir="auto" title={about}>
          {about}
          {status === "open" && waiting_since && (
            <span className="num"> · waiting {waitOf(waiting_since, now)}</span>
          )}
        </span>
      </div>
      <div className={classes.assignee}>
        <OwnerMenu
          label="Assignee"
          none="Unassigned"
          ownerId={assigned_to}
          onChoose={(to) => patchConversation(id, { assigned_to: to })}
        />
      </div>
      <div className={classes.actions}>
        {onDetails && (
          <ActionIcon size={phone ? "lg" : undefined} aria-label="Details" onClick={onDetails}>
            <IconInfoCircle {...I} />
          </ActionIcon>
        )}
        <Button
          size="xs"
          className={classes.close}
          loading={saving}
          onClick={() => become(status === "open" ? "closed" : "open")}
        >
          {status === "open" ? "Close" : "Reopen"}
        </Button>
      </div>
    </header>
  );
}

const waitOf = (since: string, now: number) => {
  const time = age(since, now);
  return time === "now" ? "" : /^\d+[mhd]$/.test(time) ? time : `since ${time}`;
};

/** There it is the page: what was focused in the list is out of sight. */
function PhoneTitle({ name }: { name: string }) {
  const title = useRef<HTMLHeadingElement>(null);
  useTitle(name);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={title} tabIndex={-1} className={classes.name} dir="auto">
      {name}
    </h1>
  );
}
