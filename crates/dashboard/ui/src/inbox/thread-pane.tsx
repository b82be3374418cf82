import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useState } from "react";
import { isMissing } from "../api/errors";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonBlock } from "../ui/skeleton";
import type { useConversation } from "./api";
import { BackButton } from "./back-button";
import classes from "./inbox.module.css";
import { Rail } from "./rail";
import { Thread } from "./thread";
import { ThreadHeader } from "./thread-header";

const RailDrawer = lazy(() => import("./rail-drawer"));

/** The open conversation, and beside it what is known of its person. */
export function ThreadPane({
  open,
  phone,
  onBack,
}: {
  open: ReturnType<typeof useConversation>;
  phone: boolean;
  onBack: () => void;
}) {
  const wide = useMediaQuery("(min-width: 1280px)", true, { getInitialValueInEffect: false });
  const [details, setDetails] = useState<boolean | null>(null);
  const { data: conversation, error } = open;
  if (!conversation) {
    return (
      <section className={classes.pane} aria-label="Conversation">
        {phone && <PageHeader title="Inbox" left={<BackButton onClick={onBack} />} />}
        {isMissing(error) ? (
          <Empty
            pad
            title="This conversation is not here"
            why="Its person was deleted, or the link belongs to another workspace."
          />
        ) : error ? (
          <LoadFailed what="this conversation" error={error} retry={() => void open.refetch()} />
        ) : (
          <>
            <SkeletonBlock height={44} />
            <SkeletonBlock height={320} />
          </>
        )}
      </section>
    );
  }
  return (
    <>
      <section className={classes.pane} aria-label="Conversation">
        <ThreadHeader
          conversation={conversation}
          phone={phone}
          onBack={onBack}
          onDetails={wide ? undefined : () => setDetails(true)}
        />
        <Thread conversation={conversation} stale={error} />
      </section>
      {wide && <Rail conversation={conversation} />}
      {!wide && details !== null && (
        <Suspense>
          <RailDrawer
            conversation={conversation}
            opened={details}
            onClose={() => setDetails(false)}
          />
        </Suspense>
      )}
    </>
  );
}
