import { Button } from "@mantine/core";
import { reason } from "../api/errors";
import type { OutboundWebhook } from "../api/types";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { useDeliveries } from "./api";
import { DeliveryRow } from "./delivery-row";
import classes from "./outbound.module.css";

/** What was sent and what became of it, the newest first. */
export function Deliveries({ webhook }: { webhook: OutboundWebhook }) {
  const deliveries = useDeliveries(webhook.id);
  const all = deliveries.data?.pages.flatMap((p) => p.data) ?? [];
  return (
    <section aria-label="Deliveries">
      {deliveries.error && !deliveries.data ? (
        <LoadFailed
          what="the deliveries"
          error={deliveries.error}
          retry={() => deliveries.refetch()}
        />
      ) : !deliveries.data ? (
        <SkeletonRows rows={6} height={44} />
      ) : all.length === 0 ? (
        <Empty
          pad
          title="Nothing has been sent yet"
          why={
            webhook.active
              ? "The next event that it listens to shows up here. Send test shows at once whether the receiver answers."
              : "It is switched off. Switch it on under Endpoint."
          }
        />
      ) : (
        <>
          <ul className={classes.deliveries}>
            {all.map((d) => (
              <DeliveryRow key={d.id} webhook={webhook.id} delivery={d} />
            ))}
          </ul>
          {deliveries.hasNextPage && (
            <Button
              className={classes.more}
              loading={deliveries.isFetchingNextPage}
              onClick={() => deliveries.fetchNextPage()}
            >
              Load more
            </Button>
          )}
          {deliveries.error && (
            <div className={classes.more}>
              <ErrorNote>Not refreshed: {reason(deliveries.error)}</ErrorNote>
            </div>
          )}
        </>
      )}
    </section>
  );
}
