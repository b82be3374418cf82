import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, call } from "../api/client";
import { usePipelines } from "../api/shared";
import type { MessageTemplate } from "../api/types";
import { useCan } from "../auth/session";
import { useCustomFields } from "../crm/custom-fields";
import { useTemplates } from "../templates/api";
import { factsOf } from "./condition-words";
import type { Ready } from "./draft";

/** All of them: one that an automation names may have lost its approval. */
export const useAllTemplates = () => useTemplates({});

const readyIn = (templates: MessageTemplate[]): Ready => {
  const ready: Ready = { whatsapp: 0, sms: 0, email: 0 };
  for (const t of templates) if (t.status === "approved") ready[t.channel]++;
  return ready;
};
/** How many approved templates each channel has; unknown until they are read. */
export function useReady(): Ready | undefined {
  const { data } = useAllTemplates();
  return useMemo(() => data && readyIn(data), [data]);
}

export const useWebhookChoices = () =>
  useQuery({
    queryKey: ["webhooks"],
    queryFn: async () => (await call(api.GET("/lead-webhooks"))).data,
    staleTime: 30_000,
  });

/** What conditions may ask about. */
export function useFacts() {
  const { data: pipelines } = usePipelines();
  const { data: lead } = useCustomFields("lead");
  const { data: contact } = useCustomFields("contact");
  return useMemo(
    () => factsOf(pipelines, [...(lead ?? []), ...(contact ?? [])]),
    [pipelines, lead, contact],
  );
}

/** Only who may change settings may see them. */
export function useOutboundChoices() {
  const allowed = useCan()("settings:manage");
  const { data } = useQuery({
    queryKey: ["outbound-webhooks"],
    queryFn: async () => (await call(api.GET("/outbound-webhooks"))).data,
    enabled: allowed,
    staleTime: 30_000,
  });
  return { allowed, webhooks: data };
}
