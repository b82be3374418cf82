import { Accessibility } from "@dnd-kit/dom";
import { DragDropProvider } from "@dnd-kit/react";
import { isSortable } from "@dnd-kit/react/sortable";
import { Button, Switch, TextInput } from "@mantine/core";
import { IconCircleCheckFilled, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Pipeline } from "../api/types";
import { GatedButton } from "../opportunities/gated-button";
import { moved } from "../settings/move-buttons";
import { I } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { SaveBar } from "../ui/save-bar";
import { stageLook } from "../ui/stage";
import { useStageCounts } from "./api";
import { DeletePipeline } from "./delete-pipeline";
import classes from "./pipelines.module.css";
import { RemoveStage } from "./remove-stage";
import { RemovedStages } from "./removed-stages";
import {
  FEWEST,
  leavingWith,
  removed,
  type StageDraft,
  withBack,
  withChange,
  withNew,
  without,
} from "./stage-draft";
import { StageRow } from "./stage-row";
import { usePipelineDraft } from "./use-pipeline-draft";

export function PipelineEditor({ pipeline, all }: { pipeline: Pipeline; all: Pipeline[] }) {
  const counts = useStageCounts(pipeline.id);
  const { base, draft, dirty, problems, sound, failed, saving, edit, begin, save } =
    usePipelineDraft(
      pipeline,
      // Leads came in meanwhile: the counts say now which stage asks where they go.
      () => void counts.refetch(),
    );
  const [removing, setRemoving] = useState<StageDraft | null>(null);
  const [deleting, setDeleting] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const gone = removed(base, draft);
  const of = counts.data ?? {};
  const lost = gone.find((s) => !draft.moveTo[s.key] && (of[s.key] ?? 0) > 0);
  const leads = Object.values(of).reduce((sum, n) => sum + n, 0);
  const remove = (stage: StageDraft) => {
    if (leavingWith(draft, stage.key, of) > 0) setRemoving(stage);
    else edit(without(draft, stage, null));
  };
  const stays =
    draft.stages.length <= FEWEST
      ? "A pipeline has two stages at least"
      : counts.isPending
        ? "Its leads are still being counted"
        : null;
  const looks = draft.stages.map((s, position) => ({ ...s, id: s.key, position }));
  return (
    <>
      {failed.stale && (
        <div className={classes.stale}>
          <ErrorNote>
            Somebody else saved this pipeline while you were changing it. Reload to see theirs; what
            you typed here goes.
          </ErrorNote>
          <Button size="xs" onClick={begin}>
            Reload
          </Button>
        </div>
      )}
      <div className={classes.top}>
        <TextInput
          label="Name"
          maxLength={100}
          dir="auto"
          value={draft.name}
          error={failed.name ?? (draft.name.trim() ? null : "Give the pipeline a name.")}
          onChange={(e) => edit({ ...draft, name: e.currentTarget.value })}
        />
        <div className={classes.default}>
          {base.is_default ? (
            <>
              <span className="row m">
                <IconCircleCheckFilled {...I} />
                Default pipeline
              </span>
              <p className="t3">
                New leads land in its first stage. To change that, make another one the default.
              </p>
            </>
          ) : (
            <Switch
              label="Make it the default"
              description="New leads land in its first stage, unless a webhook or an import says otherwise."
              checked={draft.isDefault}
              onChange={(e) => edit({ ...draft, isDefault: e.currentTarget.checked })}
            />
          )}
        </div>
      </div>
      <div className={classes.heads} aria-hidden="true">
        <span>Stage</span>
        <span>Type</span>
        <span>Likelihood</span>
        <span>Stalled after</span>
      </div>
      <DragDropProvider
        // The handle is the pointer's alone, so nothing is said of it.
        plugins={(defaults) => defaults.filter((p) => p !== Accessibility)}
        onDragEnd={(event) => {
          const { source } = event.operation;
          if (event.canceled || !isSortable(source)) return;
          const { initialIndex: from, index: to } = source;
          if (from !== to) edit({ ...draft, stages: moved(draft.stages, from, to) });
        }}
      >
        <ol className={classes.stages} aria-label="Stages">
          {draft.stages.map((stage, i) => {
            const look = stageLook(looks, stage.key);
            return (
              look && (
                <StageRow
                  key={stage.key}
                  stage={stage}
                  look={look}
                  index={i}
                  total={draft.stages.length}
                  problems={problems[stage.key]}
                  stays={stays}
                  fresh={stage.key === fresh}
                  onChange={(change) => edit(withChange(draft, stage.key, change))}
                  onMove={(to) => edit({ ...draft, stages: moved(draft.stages, i, to) })}
                  onRemove={() => remove(stage)}
                />
              )
            );
          })}
        </ol>
      </DragDropProvider>
      <RemovedStages
        stages={gone}
        into={(key) => draft.stages.find((s) => s.key === draft.moveTo[key])?.name}
        leads={(key) => of[key] ?? 0}
        onBack={(stage) => edit(withBack(base, draft, stage))}
        onChoose={setRemoving}
      />
      <div className={classes.below}>
        <Button
          leftSection={<IconPlus {...I} />}
          onClick={() => {
            const next = withNew(draft, "New stage");
            edit(next);
            setFresh(next.stages.find((s) => !draft.stages.includes(s))?.key ?? null);
          }}
        >
          Add stage
        </Button>
        <span className="sp" />
        <GatedButton
          variant="subtle"
          data-danger
          leftSection={<IconTrash {...I} />}
          reason={
            base.is_default
              ? "The default pipeline stays: make another one the default first"
              : dirty > 0
                ? "Save or discard the changes first"
                : counts.isPending
                  ? "Its leads are still being counted"
                  : null
          }
          onClick={() => setDeleting(true)}
        >
          Delete pipeline
        </GatedButton>
      </div>
      {removing && (
        <RemoveStage
          stage={removing}
          leads={leavingWith(draft, removing.key, of)}
          others={draft.stages.filter((s) => s.id && s.key !== removing.key)}
          onRemove={(target) => {
            edit(without(draft, removing, target));
            setRemoving(null);
          }}
          onClose={() => setRemoving(null)}
        />
      )}
      {deleting && (
        <DeletePipeline
          pipeline={base}
          all={all}
          leads={leads}
          onCount={() => void counts.refetch()}
          onClose={() => setDeleting(false)}
        />
      )}
      <SaveBar
        changes={dirty}
        blocked={
          failed.stale
            ? "Reload first."
            : !sound
              ? "Mend the marked fields first."
              : lost
                ? `Say where the leads of ${lost.name} go.`
                : null
        }
        saving={saving}
        failed={failed.stale ? null : failed.rest}
        onSave={save}
        onDiscard={begin}
      />
    </>
  );
}
