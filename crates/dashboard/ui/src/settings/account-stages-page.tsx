import { Button, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useAccountStages } from "../accounts/api";
import { api, call } from "../api/client";
import { reason, reasonFor } from "../api/errors";
import { queryClient } from "../api/query";
import type { AccountStage } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { freeColour } from "../ui/stage-menus";
import { sayRefused } from "../ui/toast";
import { AccountStageRow } from "./account-stage-row";
import { DeleteStage } from "./delete-stage";
import classes from "./list.module.css";
import { moved } from "./move-buttons";
import { ReadOnly, SettingsPage } from "./settings-page";

const KEY = ["account-stages"];
/** Accounts show their stage and say how many there are of one. */
const reload = () => {
  void queryClient.invalidateQueries({ queryKey: ["accounts"] });
  return queryClient.invalidateQueries({ queryKey: KEY });
};

export default function AccountStagesPage() {
  return (
    <Need permission="crm:view" title="Account stages">
      <Stages />
    </Need>
  );
}

function Stages() {
  const manage = useCan()("settings:manage");
  const [deleting, setDeleting] = useState<AccountStage | null>(null);
  const query = useAccountStages();
  const stages = [...(query.data ?? [])].sort((a, b) => a.position - b.position);
  const move = async (from: number, to: number) => {
    const order = moved(stages, from, to);
    queryClient.setQueryData<AccountStage[]>(
      KEY,
      order.map((s, position) => ({ ...s, position })),
    );
    try {
      await call(api.POST("/account-stages/reorder", { body: { ids: order.map((s) => s.id) } }));
    } catch (error) {
      sayRefused(`${stages[from]?.name} not moved: ${reason(error)}`);
    }
    await reload();
  };
  return (
    <SettingsPage title="Account stages">
      {!manage && <ReadOnly />}
      <p className={classes.intro}>
        The steps that a deal with a company goes through, in their order. An account carries one of
        them beside its deal value. The lifecycle (Prospect, Active, At Risk, Churned) is apart from
        them.
      </p>
      {query.error && !query.data ? (
        <LoadFailed what="the account stages" error={query.error} retry={() => query.refetch()} />
      ) : !query.data ? (
        <SkeletonRows rows={5} height={44} />
      ) : (
        <section aria-label="Account stages">
          {stages.length === 0 ? (
            <Empty
              pad
              title="No account stage yet"
              why={
                manage
                  ? "Add the first, and accounts can be put on it."
                  : "Accounts have no stage to be put on until an admin adds one."
              }
            />
          ) : (
            <ol className={classes.list}>
              {stages.map((stage, i) => (
                <AccountStageRow
                  key={stage.id}
                  stage={stage}
                  stages={stages}
                  index={i}
                  manage={manage}
                  onMove={(to) => move(i, to)}
                  onSaved={reload}
                  onDelete={() => setDeleting(stage)}
                />
              ))}
            </ol>
          )}
          {manage && <AddStage stages={stages} />}
        </section>
      )}
      {deleting && (
        <DeleteStage
          stage={stages.find((s) => s.id === deleting.id) ?? deleting}
          others={stages.filter((s) => s.id !== deleting.id)}
          onClose={() => setDeleting(null)}
          onChanged={reload}
        />
      )}
    </SettingsPage>
  );
}

function AddStage({ stages }: { stages: AccountStage[] }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const color = freeColour(stages);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setFailed("Give the stage a name.");
    setBusy(true);
    setFailed(null);
    try {
      await call(api.POST("/account-stages", { body: { name: name.trim(), color } }));
      await reload();
      setName("");
    } catch (error) {
      setFailed(reasonFor(error, "name"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.add} onSubmit={submit} noValidate>
      <TextInput
        size="sm"
        maxLength={100}
        aria-label="Name of the new stage"
        placeholder="Evaluating"
        value={name}
        error={failed}
        readOnly={busy}
        onChange={(e) => {
          setName(e.currentTarget.value);
          setFailed(null);
        }}
      />
      <Button type="submit" loading={busy} leftSection={<IconPlus {...I} />}>
        Add stage
      </Button>
    </form>
  );
}
