import { Select } from "@mantine/core";
import type { Id, Pipeline } from "../api/types";
import { inOrderOf, pipelineOf } from "./target";
import classes from "./webhooks.module.css";

interface Target {
  pipeline_id: Id | null;
  stage_id: Id | null;
}

/** Where leads land: the pipeline when there are several, and its stage. */
export function TargetFields({
  pipelines,
  value,
  onChange,
  disabled = false,
}: {
  pipelines: Pipeline[] | undefined;
  value: Target;
  onChange: (to: Target) => void;
  disabled?: boolean;
}) {
  const pipeline = pipelineOf(pipelines, value.pipeline_id);
  const stages = inOrderOf(pipeline);
  return (
    <div className={classes.two}>
      {(pipelines?.length ?? 0) > 1 && (
        <Select
          label="Pipeline"
          disabled={disabled}
          data={pipelines?.map((p) => ({ value: p.id, label: p.name })) ?? []}
          value={pipeline?.id ?? null}
          onChange={(v) => onChange({ pipeline_id: v, stage_id: null })}
        />
      )}
      <Select
        label="Stage"
        disabled={disabled}
        data={stages.map((s) => ({ value: s.id, label: s.name }))}
        value={value.stage_id ?? stages[0]?.id ?? null}
        onChange={(v) => onChange({ stage_id: v, pipeline_id: pipeline?.id ?? null })}
      />
    </div>
  );
}
