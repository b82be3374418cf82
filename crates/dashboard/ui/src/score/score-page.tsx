import { Switch } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import { formErrors, isStale } from "../api/errors";
import type { CustomField, ScoreModel } from "../api/types";
import { Need } from "../auth/need";
import { useCustomFields } from "../crm/custom-fields";
import { SettingsBlock, SettingsPage } from "../settings/settings-page";
import { ErrorNote, LoadFailed } from "../ui/notes";
import { SaveBar } from "../ui/save-bar";
import { SkeletonBlock } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import widgetClasses from "../widgets/widgets.module.css";
import { patchModel, refreshModel, useScoreModel } from "./api";
import { changes, type ModelDraft, modelDraft, problems } from "./draft";
import { EngagementPoints } from "./engagement-points";
import { explain } from "./explain";
import { FitRules } from "./fit-rules";
import classes from "./score.module.css";

const NONE: CustomField[] = [];

export default function ScorePage() {
  return (
    <Need permission="leads:manage" title="Lead score">
      <Page />
    </Need>
  );
}

function Page() {
  const model = useScoreModel();
  if (model.data) return <Editor model={model.data} />;
  return (
    <SettingsPage title="Lead score">
      {model.error ? (
        <LoadFailed what="the rules" error={model.error} retry={() => model.refetch()} />
      ) : (
        <SkeletonBlock height={320} pad={24} />
      )}
    </SettingsPage>
  );
}

function Editor({ model }: { model: ScoreModel }) {
  const id = useId();
  const [base, setBase] = useState(model);
  const [draft, setDraft] = useState<ModelDraft>(() => modelDraft(model));
  const [saving, setSaving] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const custom = [
    ...(useCustomFields("lead").data ?? NONE),
    ...(useCustomFields("contact").data ?? NONE),
  ];
  const { patch, count } = changes(base, draft);
  const wrong = problems(draft);
  const places = Object.keys(wrong);
  const fitWrong = places.some((p) => /^(points|value)-/.test(p));
  const blocked = places.length === 0 ? null : `fix ${fitWrong ? "Fit" : "Engagement"} first`;
  // What others save arrives here while nothing is being edited.
  const dirty = useRef(count > 0);
  dirty.current = count > 0;
  useEffect(() => {
    if (dirty.current) return;
    setBase(model);
    setDraft(modelDraft(model));
  }, [model]);

  const clear = () => {
    setErrors({});
    setFailed(null);
  };
  const edit = (part: Partial<ModelDraft>) => {
    clear();
    setDraft((d) => ({ ...d, ...part }));
  };
  const take = (saved: ScoreModel) => {
    setBase(saved);
    setDraft(modelDraft(saved));
    clear();
  };
  const save = async () => {
    setSaving(true);
    try {
      take(await patchModel(base, patch));
      say("Lead score saved");
    } catch (error) {
      if (isStale(error)) void refreshModel();
      const found = formErrors(error, ["enabled", "fit", "engagement"]);
      setErrors(isStale(error) ? {} : found.errors);
      setFailed(
        isStale(error)
          ? "Somebody else changed the rules meanwhile. Discard to load theirs."
          : found.rest,
      );
    } finally {
      setSaving(false);
    }
  };

  return (
    <SettingsPage title="Lead score">
      <SettingsBlock
        title="Lead score"
        about="A number from 0 to 100 on every lead and contact, and why it is that."
      >
        <div className={widgetClasses.line}>
          <Switch
            id={id}
            aria-describedby={`${id}-help`}
            aria-label="Score by rules"
            checked={draft.enabled}
            onChange={(e) => edit({ enabled: e.currentTarget.checked })}
          />
          <div>
            <label className="m" htmlFor={id}>
              Score by rules
            </label>
            <div className="t3" id={`${id}-help`}>
              {base.enabled ? (
                model.computed_at ? (
                  <>
                    Everybody was counted <TimeAgo at={model.computed_at} />.
                  </>
                ) : (
                  <span role="status">Everybody is being counted by these rules now.</span>
                )
              ) : (
                "Switched on, everybody without a score of their own is counted at once."
              )}
            </div>
            {errors.enabled && <ErrorNote>{errors.enabled}</ErrorNote>}
          </div>
        </div>
      </SettingsBlock>
      <SettingsBlock
        title="Fit"
        about="Who they are. Each rule that is true adds its points, or takes them."
      >
        <FitRules
          rules={draft.fit}
          custom={custom}
          wrong={wrong}
          onChange={(fit) => edit({ fit })}
        />
        {errors.fit && <ErrorNote>{errors.fit}</ErrorNote>}
      </SettingsBlock>
      <SettingsBlock
        title="Engagement"
        about="What they do on your site. Points fade, so that an old visit does not look like interest."
      >
        <EngagementPoints draft={draft} wrong={wrong} edit={edit} />
        {errors.engagement && <ErrorNote>{errors.engagement}</ErrorNote>}
      </SettingsBlock>
      <SettingsBlock title="What comes of it" about="Of the rules as they stand on this page.">
        <div className={classes.explained} aria-live="polite">
          {explain(draft).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      </SettingsBlock>
      <SaveBar
        changes={count}
        blocked={blocked}
        saving={saving}
        failed={failed ?? (Object.keys(errors).length > 0 ? "Not saved, see above." : null)}
        onSave={save}
        onDiscard={() => take(model)}
      />
    </SettingsPage>
  );
}
