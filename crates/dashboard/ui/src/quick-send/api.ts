import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type { Id } from "../api/types";
import type { Text } from "../templates/api";

/** Each person is checked by the server: whom it skips, it names with the reason. */
export async function quickSend(
  lead_ids: Id[],
  { channel, subject, body }: Text,
  /** Sent instead of the text, which is the same. */
  template_id: Id | undefined,
) {
  const what = template_id ? { template_id } : { subject: subject ?? undefined, body };
  const result = await call(
    api.POST("/leads/broadcast/quick-send", { body: { lead_ids, channel, ...what } }),
  );
  refreshSent();
  return result;
}

/** A message has a history of its own after it was sent. */
export function refreshSent() {
  for (const key of ["messages", "timeline"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
}
