import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { formErrors, isStale } from "../api/errors";
import type { Campaign } from "../api/types";
import { useSession } from "../auth/session";
import { Preview } from "../quick-send/preview";
import { ErrorNote } from "../ui/notes";
import { say } from "../ui/toast";
import { createCampaign, patchCampaign, reloadCampaigns, sendCampaign, useMembers } from "./api";
import classes from "./broadcasts.module.css";
import { AudienceField, TemplateField, useChosen } from "./campaign-choices";
import { type Draft, inputOf, problems, type When } from "./campaign-draft";
import { PaceField, WhenField } from "./campaign-when";
import { toVariables, withFixed } from "./mapping";
import { VariableMapping } from "./variable-mapping";

const FIELDS = ["name", "audience_id", "template_id", "variables", "scheduled_at", "per_minute"];
const ACTIONS: Record<When, string> = {
  now: "Save and send",
  schedule: "Schedule",
  draft: "Save draft",
};

export function CampaignForm({ campaign, start }: { campaign?: Campaign; start: Draft }) {
  const navigate = useNavigate();
  const { time_zone: zone } = useSession().workspace;
  // What is edited is saved over the version that it began with.
  const [base, setBase] = useState(campaign);
  const [draft, setDraft] = useState(start);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { audience, template } = useChosen(draft);
  const first = useMembers(draft.audience, 1, 1).data?.data[0];
  const names = template?.variables ?? [];
  const edit = (part: Partial<Draft>) => {
    setDraft((d) => ({ ...d, ...part }));
    setErrors({});
    setRest(null);
  };

  const save = async () => {
    const input = inputOf(draft, names, zone);
    const saved = base ? await patchCampaign(base, input) : await createCampaign(input);
    // When a later step is refused, trying again changes this one instead of making another.
    setBase(saved);
    if (draft.when === "schedule" && saved.state === "draft") await sendCampaign(saved.id);
    return saved;
  };
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const wrong = problems(draft, names, zone, Date.now());
    setErrors(wrong);
    setRest(null);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      const { id, name } = await save();
      if (draft.when !== "now") say(`${name} ${draft.when === "draft" ? "saved" : "scheduled"}`);
      // There it is asked once more, with the number of people.
      const ask = draft.when === "now" ? "?send=1" : "";
      navigate(`/broadcasts/campaigns/${id}${ask}`, { replace: true });
    } catch (error) {
      const stale = isStale(error);
      if (stale) void reloadCampaigns();
      const found = formErrors(error, [...FIELDS, ...names.map((n) => `variables.${n}`)]);
      setErrors(found.errors);
      setRest(
        stale
          ? "Somebody else changed this campaign meanwhile. Open it again to see theirs."
          : found.rest,
      );
      setBusy(false);
    }
  };

  const fixed = toVariables(draft.mapping, names);
  return (
    <form className={classes.page} onSubmit={submit} noValidate>
      <section className={`card ${classes.formCard}`} aria-label="Campaign">
        <div className={classes.fields}>
          <TextInput
            label="Name"
            withAsterisk
            aria-required
            maxLength={200}
            autoFocus={!campaign}
            value={draft.name}
            error={errors.name}
            onChange={(e) => edit({ name: e.currentTarget.value })}
          />
          <AudienceField
            value={draft.audience}
            chosen={audience}
            error={errors.audience_id}
            onChange={(id) => edit({ audience: id })}
          />
          <TemplateField
            value={draft.template}
            former={campaign?.template}
            error={errors.template_id}
            onChange={(id) => edit({ template: id })}
          />
        </div>
      </section>
      {template && names.length > 0 && (
        <VariableMapping
          names={names}
          mapping={draft.mapping}
          errors={errors}
          onChange={(mapping) => edit({ mapping })}
        />
      )}
      {template && (
        <section className={`card ${classes.formCard}`} aria-label="Message">
          <h2>Message</h2>
          <Preview
            text={{
              channel: template.channel,
              subject: template.subject && withFixed(template.subject, fixed),
              body: withFixed(template.body, fixed),
            }}
            person={first ? { id: first.id, name: first.display_name } : null}
          />
        </section>
      )}
      <section className={`card ${classes.formCard}`} aria-label="Sending">
        <h2>Sending</h2>
        <div className={classes.fields}>
          <WhenField draft={draft} zone={zone} error={errors.scheduled_at} edit={edit} />
          <PaceField
            value={draft.perMinute}
            people={audience?.size}
            error={errors.per_minute}
            onChange={(perMinute) => edit({ perMinute })}
          />
        </div>
      </section>
      {errors.variables && <ErrorNote>{errors.variables}</ErrorNote>}
      {rest && <ErrorNote>{rest}</ErrorNote>}
      <Group justify="flex-end" gap={8}>
        <Button component={Link} to={base ? `/broadcasts/campaigns/${base.id}` : "/broadcasts"}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          {ACTIONS[draft.when]}
        </Button>
      </Group>
    </form>
  );
}
