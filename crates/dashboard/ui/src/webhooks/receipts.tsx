import { Button, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Receipt, Webhook } from "../api/types";
import { SettingsBlock } from "../settings/settings-page";
import { CodeBlock } from "../ui/code-block";
import { IS } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { useReceipts } from "./api";
import classes from "./webhooks.module.css";

const OUTCOMES: Record<Receipt["outcome"], { label: string; color?: string }> = {
  created: { label: "Created", color: "green" },
  updated: { label: "Updated", color: "green" },
  skipped: { label: "Skipped", color: "amber" },
  unreadable: { label: "Unreadable", color: "red" },
};

/** What arrived, as it arrived, and what became of it. */
export function Receipts({ webhook }: { webhook: Webhook }) {
  const receipts = useReceipts(webhook.id);
  const all = receipts.data?.pages.flatMap((p) => p.data) ?? [];
  return (
    <SettingsBlock title="Receipts" about="Every post as it arrived, newest first.">
      {receipts.error && !receipts.data ? (
        <LoadFailed what="the receipts" error={receipts.error} retry={() => receipts.refetch()} />
      ) : !receipts.data ? (
        <SkeletonRows rows={4} />
      ) : all.length === 0 ? (
        <Empty
          title="Nothing has been received yet"
          why="Post to the address of this webhook, from your form or with curl. It shows up here within seconds."
        />
      ) : (
        <>
          <ul className={classes.receipts}>
            {all.map((r) => (
              <ReceiptRow key={r.id} receipt={r} />
            ))}
          </ul>
          {receipts.hasNextPage && (
            <Button
              size="xs"
              mt={10}
              loading={receipts.isFetchingNextPage}
              onClick={() => receipts.fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </>
      )}
    </SettingsBlock>
  );
}

function ReceiptRow({ receipt }: { receipt: Receipt }) {
  const [open, setOpen] = useState(false);
  const outcome = OUTCOMES[receipt.outcome] ?? { label: receipt.outcome };
  const text =
    typeof receipt.payload === "string"
      ? receipt.payload
      : JSON.stringify(receipt.payload ?? null, null, 2);
  return (
    <li className={classes.receipt}>
      <div className={classes.receiptHead}>
        <UnstyledButton
          className={classes.expand}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight {...IS} className={classes.chevron} data-open={open || undefined} />
          <span className="badge" data-color={outcome.color}>
            {outcome.label}
          </span>
          <span className="t3 cut">{receipt.detail ?? receipt.content_type ?? ""}</span>
        </UnstyledButton>
        {receipt.lead_id && (
          <Link className="link" to={`/leads/${receipt.lead_id}`}>
            Open lead
          </Link>
        )}
        <TimeAgo at={receipt.received_at} className="t3 sm" />
      </div>
      {open && (
        <div className={classes.payload}>
          <CodeBlock text={text} label="Payload" />
        </div>
      )}
    </li>
  );
}
