import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type { Id } from "../api/types";
import type { Text } from "../templates/api";

/** Each person is checked by the server: whom it skips, it names with the reason. */
export async function quickSend(lead_ids: Id[], { channel, subject, body }: Text) {
  const result = await call(
    api.POST("/leads/broadcast/quick-send", {
      body: { lead_ids, channel, subject: subject ?? undefined, body },
    }),
  );
  for (const key of ["messages", "timeline"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
  return result;
}
