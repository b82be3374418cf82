import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useSearchParams } from "react-router";
import { usePipelines } from "../api/shared";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonRows } from "../ui/skeleton";
import { StageBadge } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import { useWebhooks } from "./api";
import { NewWebhook } from "./new-webhook";
import { targetStage } from "./target";

export default function WebhooksPage() {
  return (
    <Need permission="leads:view" title="Webhooks">
      <Webhooks />
    </Need>
  );
}

function Webhooks() {
  const webhooks = useWebhooks();
  const { data: pipelines } = usePipelines();
  const [params, setParams] = useSearchParams();
  const manage = useCan()("leads:manage");
  const ask = (on: boolean) => setParams(on ? { new: "1" } : {}, { replace: true });
  return (
    <>
      <PageHeader title="Webhooks">
        {manage && (
          <Button variant="filled" leftSection={<IconPlus {...I} />} onClick={() => ask(true)}>
            New webhook
          </Button>
        )}
      </PageHeader>
      <div className="scroll">
        {webhooks.error && !webhooks.data ? (
          <LoadFailed what="the webhooks" error={webhooks.error} retry={() => webhooks.refetch()} />
        ) : !webhooks.data ? (
          <SkeletonRows rows={4} height={44} />
        ) : webhooks.data.length === 0 ? (
          <Empty
            pad
            title="No webhook yet"
            why={
              manage
                ? "Leads from your forms arrive through a webhook. Make one, paste its URL into the form, send a test."
                : "Leads from forms arrive through a webhook. Somebody who may change leads can make one."
            }
          >
            {manage && (
              <Button leftSection={<IconPlus {...I} />} onClick={() => ask(true)}>
                Create webhook
              </Button>
            )}
          </Empty>
        ) : (
          <table className="t" data-lg aria-label="Webhooks">
            <thead>
              <tr>
                <th>Name</th>
                <th className="wideOnly">Leads land in</th>
                <th className="r">Received</th>
                <th className="r">Last received</th>
              </tr>
            </thead>
            <tbody>
              {webhooks.data.map((w) => {
                const look = targetStage(w, pipelines);
                return (
                  <tr key={w.id}>
                    <td className="m">
                      <Link to={`/webhooks/${w.id}`} className="wrap" dir="auto">
                        {w.name}
                      </Link>
                    </td>
                    <td className="wideOnly">
                      {look ? <StageBadge look={look} /> : <span className="t3">First stage</span>}
                    </td>
                    <td className="r">{w.total_received.toLocaleString("en")}</td>
                    <td className="r t3">
                      {w.last_received_at ? <TimeAgo at={w.last_received_at} /> : "Never"}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
      {manage && params.has("new") && <NewWebhook onClose={() => ask(false)} />}
    </>
  );
}
