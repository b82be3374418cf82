import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type {
  Channel,
  Id,
  MessageTemplate,
  MessageTemplateInput,
  TemplateStatus,
} from "../api/types";

const KEY = ["message-templates"];

export const useTemplates = (
  filter: { channel?: Channel; status?: TemplateStatus },
  enabled = true,
) =>
  useQuery({
    queryKey: [...KEY, "list", filter],
    queryFn: async () =>
      (await call(api.GET("/message-templates", { params: { query: filter } }))).data,
    placeholderData: keepPreviousData,
    enabled,
  });

export const useTemplate = (id: Id) =>
  useQuery({
    queryKey: [...KEY, id],
    queryFn: () => call(api.GET("/message-templates/{id}", { params: { path: { id } } })),
  });

/** What a text may name, custom fields included. */
export const useVariables = () =>
  useQuery({
    queryKey: ["message-variables"],
    queryFn: async () => (await call(api.GET("/message-variables"))).data,
    staleTime: 60_000,
  });

export interface Text {
  channel: Channel;
  subject: string | null;
  body: string;
}

/** A text, saved or not, as a person would get it; without one, with examples. */
export function usePreview(text: Text, lead: Id | null) {
  const [settled] = useDebouncedValue(text, 300);
  return useQuery({
    queryKey: ["message-preview", settled, lead],
    queryFn: () =>
      call(
        api.POST("/message-templates/preview", {
          body: { ...settled, ...(lead && { lead_id: lead }) },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled: settled.body.trim() !== "",
  });
}

function changed(template: MessageTemplate) {
  queryClient.setQueryData([...KEY, template.id], template);
  void queryClient.invalidateQueries({ queryKey: KEY });
  return template;
}

export const createTemplate = async (input: MessageTemplateInput) =>
  changed(await call(api.POST("/message-templates", { body: input })));

export const patchTemplate = async (template: MessageTemplate, patch: MessageTemplateInput) =>
  changed(
    await call(
      api.PATCH("/message-templates/{id}", {
        params: { path: { id: template.id }, header: ifMatch(template.version) },
        body: patch,
      }),
    ),
  );

export const reloadTemplate = (id: Id) => queryClient.invalidateQueries({ queryKey: [...KEY, id] });

export async function deleteTemplate(id: Id) {
  await call(api.DELETE("/message-templates/{id}", { params: { path: { id } } }));
  refreshWithout(id, KEY);
}
