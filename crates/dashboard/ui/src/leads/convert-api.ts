import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type { ConvertInput, Id, LeadDetail } from "../api/types";
import { leadKey } from "./api";

const PREVIEW = "convert-preview";

/** Whom the lead would be linked to, and which account it points to, with this email. */
export const useConvertPreview = (id: Id, email: string) =>
  useQuery({
    queryKey: [PREVIEW, id, email],
    queryFn: () =>
      call(
        api.GET("/leads/{id}/convert-preview", {
          params: { path: { id }, query: { email: email || undefined } },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export async function convertLead(id: Id, input: ConvertInput) {
  const answer = await call(
    api.POST("/leads/{id}/convert", { params: { path: { id } }, body: input }),
  );
  queryClient.setQueryData<LeadDetail>(leadKey(id), (old) =>
    old
      ? { ...old, converted_at: new Date().toISOString(), contact_id: answer.contact.id }
      : undefined,
  );
  // The person, both lists, the account's figures, opportunities, notes and history: all of it changed. A preview is
  // of a lead, and this is none any more.
  void queryClient.invalidateQueries({ predicate: (q) => q.queryKey[0] !== PREVIEW });
  return answer;
}
