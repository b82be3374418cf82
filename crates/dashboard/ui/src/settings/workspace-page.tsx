import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call, ifMatch } from "../api/client";
import { formErrors, isStale } from "../api/errors";
import { queryClient } from "../api/query";
import type { Plan, Workspace, WorkspacePatch } from "../api/types";
import { setWorkspace, useCan, useSession } from "../auth/session";
import { LoadFailed } from "../ui/notes";
import { SaveBar } from "../ui/save-bar";
import { SkeletonBlock } from "../ui/skeleton";
import { say } from "../ui/toast";
import { PLANS, PlanTable } from "./plans";
import { countries, currencies, timeZones } from "./regions";
import classes from "./settings.module.css";
import { ReadOnly, SettingsBlock, SettingsPage } from "./settings-page";

const FIELDS = ["name", "currency", "time_zone", "country", "plan"] as const;

export default function WorkspacePage() {
  const workspace = useQuery({
    queryKey: ["workspace"],
    queryFn: () => call(api.GET("/workspace")),
  });
  if (workspace.data) return <Editor workspace={workspace.data} />;
  return (
    <SettingsPage title="General">
      {workspace.error ? (
        <LoadFailed
          what="the workspace"
          error={workspace.error}
          retry={() => workspace.refetch()}
        />
      ) : (
        <SkeletonBlock height={320} pad={24} />
      )}
    </SettingsPage>
  );
}

function Editor({ workspace }: { workspace: Workspace }) {
  const { role } = useSession();
  const manage = useCan()("settings:manage");
  const [patch, setPatch] = useState<WorkspacePatch>({});
  const [saving, setSaving] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const now = { ...workspace, ...patch };
  const changed = FIELDS.filter((f) => patch[f] !== undefined && patch[f] !== workspace[f]);
  const edit = (part: WorkspacePatch) => {
    setErrors({});
    setFailed(null);
    setPatch((p) => ({ ...p, ...part }));
  };
  const nameError = now.name.trim() ? null : "Give the workspace a name.";
  const save = async () => {
    setSaving(true);
    try {
      const body = Object.fromEntries(changed.map((f) => [f, patch[f]])) as WorkspacePatch;
      const saved = await call(
        api.PATCH("/workspace", { params: { header: ifMatch(workspace.version) }, body }),
      );
      queryClient.setQueryData(["workspace"], saved);
      setWorkspace(saved);
      setPatch({});
      say("Workspace saved");
    } catch (error) {
      if (isStale(error)) {
        void queryClient.invalidateQueries({ queryKey: ["workspace"] });
        setFailed("Somebody else changed the workspace meanwhile. Their values are loaded now.");
      } else {
        const found = formErrors(error, [...FIELDS]);
        setErrors(found.errors);
        setFailed(found.rest);
      }
    } finally {
      setSaving(false);
    }
  };
  const off = !manage;
  return (
    <SettingsPage title="General">
      {off && <ReadOnly />}
      <SettingsBlock title="Workspace" about="What your team sees in the sidebar.">
        <div className={classes.fields}>
          <TextInput
            label="Name"
            maxLength={100}
            disabled={off}
            value={now.name}
            error={errors.name ?? nameError}
            onChange={(e) => edit({ name: e.currentTarget.value })}
          />
        </div>
      </SettingsBlock>
      <SettingsBlock title="Region" about="How money, days and phone numbers are read.">
        <div className={classes.fields}>
          <Select
            label="Currency"
            searchable
            disabled={off}
            data={currencies(now.currency)}
            value={now.currency}
            error={errors.currency}
            onChange={(v) => v && edit({ currency: v })}
          />
          <Select
            label="Time zone"
            searchable
            limit={60}
            disabled={off}
            data={timeZones(now.time_zone)}
            value={now.time_zone}
            error={errors.time_zone}
            onChange={(v) => v && edit({ time_zone: v })}
          />
          <Select
            label="Country"
            description="Phone numbers without a country code are read as numbers of this country."
            searchable
            limit={60}
            disabled={off}
            placeholder="Not set"
            data={countries(now.country)}
            value={now.country}
            error={errors.country}
            onChange={(v) => v && edit({ country: v })}
          />
        </div>
      </SettingsBlock>
      <SettingsBlock title="Plan" about="What the workspace can work with.">
        <div className={classes.fields}>
          <Select
            aria-label="Plan"
            disabled={off || role !== "super_admin"}
            data={PLANS}
            value={now.plan}
            error={errors.plan}
            description={role === "super_admin" ? undefined : "Only an owner changes the plan."}
            onChange={(v) => v && edit({ plan: v as Plan })}
          />
        </div>
        <PlanTable plan={workspace.plan} chosen={now.plan} />
      </SettingsBlock>
      <SaveBar
        changes={changed.length}
        blocked={nameError ? "fix Name first" : null}
        saving={saving}
        failed={failed}
        onSave={save}
        onDiscard={() => {
          setPatch({});
          setErrors({});
          setFailed(null);
        }}
      />
    </SettingsPage>
  );
}
