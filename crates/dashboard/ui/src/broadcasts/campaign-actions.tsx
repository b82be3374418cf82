import { ActionIcon, Button } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Campaign } from "../api/types";
import { useCan, useSession } from "../auth/session";
import { count } from "../lib/text";
import { CHANNELS } from "../messages/words";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { say } from "../ui/toast";
import { cancelCampaign, deleteCampaign, sendCampaign } from "./api";
import { whenIn } from "./schedule";
import { done, isOpen, lasts } from "./words";

const people = (n: number) => count(n, "person", "people");

/** What can be done with a campaign as it stands. The form sends here with `?send=1` when it is to go at once. */
export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const navigate = useNavigate();
  const send = useCan()("messages:send");
  const [params, setParams] = useSearchParams();
  const [asking, setAsking] = useState<"cancel" | "delete" | null>(null);
  const { id, name, state, audience, counts, per_minute, template } = campaign;
  const sending = (on: boolean) => setParams(on ? { send: "1" } : {}, { replace: true });
  const close = () => setAsking(null);
  if (!send) return null;
  return (
    <>
      {isOpen(state) && (
        <>
          <ActionIcon
            variant="default"
            aria-label="Delete campaign"
            onClick={() => setAsking("delete")}
          >
            <IconTrash {...I} />
          </ActionIcon>
          <Button
            component={Link}
            to={`/broadcasts/campaigns/${id}/edit`}
            leftSection={<IconPencil {...I} />}
          >
            Edit
          </Button>
        </>
      )}
      {(state === "scheduled" || state === "sending") && (
        <Button data-danger onClick={() => setAsking("cancel")}>
          Cancel campaign
        </Button>
      )}
      {state === "draft" && (
        <Button variant="filled" onClick={() => sending(true)}>
          Send
        </Button>
      )}
      <Confirm
        danger={false}
        opened={state === "draft" && params.get("send") === "1"}
        onClose={() => sending(false)}
        title={`Send ${name} to ${people(audience.size)}?`}
        action={`Send to ${people(audience.size)}`}
        onConfirm={() => sendCampaign(id)}
      >
        {CHANNELS[template.channel].label} with the template {template.name}, to everybody in{" "}
        {audience.name}. It takes {lasts(audience.size, per_minute)}; those without an address, or
        who want no messages, are skipped. What has gone cannot be called back.
      </Confirm>
      <Confirm
        opened={asking === "cancel"}
        onClose={close}
        title={`Cancel ${name}?`}
        action="Cancel campaign"
        onConfirm={async () => {
          await cancelCampaign(id);
          say(`${name} cancelled`);
        }}
      >
        {state === "sending"
          ? `${done(counts).toLocaleString("en")} of ${people(counts.total)} are done. The other ${counts.waiting.toLocaleString("en")} get nothing, and it cannot be started again.`
          : "Nobody gets it, and it cannot be started again. To change when it goes, edit it."}
      </Confirm>
      <Confirm
        opened={asking === "delete"}
        onClose={close}
        title={`Delete ${name}?`}
        action="Delete campaign"
        onConfirm={async () => {
          await deleteCampaign(id);
          say(`${name} deleted`);
          navigate("/broadcasts");
        }}
      >
        <DeleteText campaign={campaign} /> The audience and the template stay.
      </Confirm>
    </>
  );
}

function DeleteText({ campaign: { state, scheduled_at } }: { campaign: Campaign }) {
  const { time_zone } = useSession().workspace;
  return state === "scheduled" && scheduled_at
    ? `It is scheduled for ${whenIn(scheduled_at, time_zone)}, and would not go.`
    : "It has not been sent.";
}
