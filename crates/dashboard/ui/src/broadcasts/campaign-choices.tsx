import { Select } from "@mantine/core";
import { Link } from "react-router";
import type { Audience, Campaign, Id } from "../api/types";
import { count } from "../lib/text";
import { CHANNEL_ORDER, CHANNELS } from "../messages/words";
import { useTemplates } from "../templates/api";
import { useAudience, useAudienceChoices } from "./api";

const APPROVED = { status: "approved" } as const;

/** What the ids of a draft stand for, as far as it is read. */
export function useChosen({ audience, template }: { audience: Id | null; template: Id | null }) {
  return {
    audience: useAudience(audience).data,
    template: useTemplates(APPROVED).data?.find((t) => t.id === template),
  };
}

interface Field {
  value: Id | null;
  error?: string;
  onChange: (id: Id | null) => void;
}

export function AudienceField({
  value,
  chosen,
  error,
  onChange,
}: Field & {
  /** The audience of `value`, which may be older than those that are offered. */
  chosen: Audience | undefined;
}) {
  const found = useAudienceChoices();
  const offered = found.data ?? [];
  const all = chosen && !offered.some((a) => a.id === chosen.id) ? [chosen, ...offered] : offered;
  return (
    <Select
      label="Audience"
      withAsterisk
      searchable
      placeholder="Choose an audience"
      data={all.map((a) => ({
        value: a.id,
        label: `${a.name}, ${count(a.size, "person", "people")}`,
      }))}
      value={value}
      error={error ?? (found.error ? "The audiences could not be read." : undefined)}
      description={
        found.data?.length === 0 && (
          <>
            There is none yet.{" "}
            <Link className="link" to="/leads">
              Select leads
            </Link>{" "}
            and choose Create Broadcast Audience.
          </>
        )
      }
      nothingFoundMessage="No audience of that name"
      onChange={onChange}
    />
  );
}

export function TemplateField({
  value,
  former,
  error,
  onChange,
}: Field & {
  /** What the campaign was saved with. */
  former?: Campaign["template"];
}) {
  const found = useTemplates(APPROVED);
  const all = found.data ?? [];
  const gone = found.data && former && value === former.id && !all.some((t) => t.id === former.id);
  return (
    <Select
      label="Template"
      withAsterisk
      searchable
      placeholder="Choose a template"
      data={CHANNEL_ORDER.map((channel) => ({
        group: CHANNELS[channel].label,
        items: all
          .filter((t) => t.channel === channel)
          .map((t) => ({ value: t.id, label: t.name })),
      })).filter((g) => g.items.length > 0)}
      value={value}
      error={
        error ??
        (gone
          ? `${former.name} is not approved any more. Choose another one.`
          : found.error
            ? "The templates could not be read."
            : undefined)
      }
      description={
        found.data?.length === 0 ? (
          <>
            No template is approved yet.{" "}
            <Link className="link" to="/broadcasts/templates">
              Go to Templates
            </Link>
          </>
        ) : (
          "Approved ones only. The template decides the channel."
        )
      }
      nothingFoundMessage="No approved template of that name"
      onChange={onChange}
    />
  );
}
