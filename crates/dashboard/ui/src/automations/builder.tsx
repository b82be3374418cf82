import { Button, Menu, Switch } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { reason } from "../api/errors";
import type { AutomationDetail } from "../api/types";
import { useCan } from "../auth/session";
import { I } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import { LeaveGuard } from "../ui/leave-guard";
import { ErrorNote } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { sayRefused } from "../ui/toast";
import classes from "./builder.module.css";
import { useReady } from "./choices";
import { CRUMBS } from "./crumbs";
import { withStep } from "./draft";
import { DryRunPanel } from "./dry-run-panel";
import { Budget, LockCard } from "./guards";
import { OnlyIf } from "./only-if";
import { StatLinks, Wrong } from "./parts";
import { RecentRuns } from "./recent-runs";
import side from "./side.module.css";
import { StepList } from "./step-list";
import { TriggerCard } from "./trigger-card";
import { useAutomationDraft } from "./use-automation-draft";
import { STEP_KIND_ORDER, STEP_KINDS } from "./words";

/** One automation, as a sentence down the page; beside it what it would do and what it did. */
export function Builder({ saved, manage }: { saved: AutomationDetail | null; manage: boolean }) {
  const navigate = useNavigate();
  const { search } = useLocation();
  const canvas = useRef<HTMLElement>(null);
  const { draft, base, dirty, problems, failed, saving, tries, made, ...act } = useAutomationDraft(
    saved,
    useReady(),
  );
  const edit = manage ? act.edit : undefined;
  useEffect(() => {
    // Whom it was tried on stays in the address.
    if (made) navigate({ pathname: `/automations/${made.id}`, search }, { replace: true });
  }, [made, navigate, search]);
  useEffect(() => {
    if (tries === 0) return;
    const broken = canvas.current?.querySelector("[data-broken]");
    broken?.scrollIntoView({ block: "nearest" });
    const marked = broken?.querySelector<HTMLElement>("[data-bad]");
    marked?.focus();
  }, [tries]);
  const general = (saved?.problems ?? []).filter((p) => p.step === null);
  return (
    <>
      <PageHeader
        strong
        title={draft.name || "New automation"}
        crumbs={CRUMBS}
        heading={
          edit && (
            <InlineEdit
              label="Automation name"
              field="name"
              className={classes.name}
              value={draft.name}
              empty="Name this automation"
              onSave={async (name) => edit({ ...draft, name })}
            />
          )
        }
        left={<Active active={draft.active} onChange={edit && act.activate} />}
      >
        {saved && <StatLinks id={saved.id} stats={saved.stats} />}
        {edit && (dirty > 0 || !saved) && (
          <div className={classes.save} data-floats>
            {saved && (
              <Button disabled={saving} onClick={act.discard}>
                Discard
              </Button>
            )}
            <Button variant="filled" loading={saving} onClick={act.save}>
              {saved ? "Save changes" : "Create automation"}
            </Button>
          </div>
        )}
        <LeaveGuard changes={dirty} />
      </PageHeader>
      <div className={classes.layout}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <section ref={canvas} className={classes.canvas} tabIndex={0} aria-label="Builder">
          <div className={classes.column}>
            <div
              className={classes.top}
              data-broken={failed || problems.name || problems.description ? true : undefined}
            >
              {saved && (
                <div className={classes.phoneStats}>
                  <StatLinks id={saved.id} stats={saved.stats} />
                </div>
              )}
              {edit ? (
                <InlineEdit
                  label="Description"
                  field="description"
                  value={draft.description}
                  empty="Add a description"
                  onSave={async (description) => edit({ ...draft, description })}
                />
              ) : (
                draft.description && (
                  <p className="t2 wrap" dir="auto">
                    {draft.description}
                  </p>
                )
              )}
              {failed && <ErrorNote>Not saved: {failed}</ErrorNote>}
              {general.map((p) => (
                <ErrorNote key={p.detail}>{p.detail}</ErrorNote>
              ))}
              <Wrong problems={[...(problems.name ?? []), ...(problems.description ?? [])]} />
            </div>
            <TriggerCard
              trigger={draft.trigger}
              problems={problems.trigger ?? []}
              onChange={edit && ((trigger) => edit({ ...draft, trigger }))}
            >
              <OnlyIf draft={draft} problems={problems} edit={edit} />
            </TriggerCard>
            <LockCard
              draft={draft}
              problems={problems.lock ?? []}
              onChange={edit && ((lock) => edit({ ...draft, lock }))}
            />
            <StepList draft={draft} base={base} saved={saved} problems={problems} edit={edit} />
            <div className={classes.end} data-broken={problems.steps ? true : undefined}>
              {edit && <AddStep onAdd={(kind) => edit(withStep(draft, kind))} />}
              <span className="t3">then the run is completed.</span>
            </div>
            <Wrong problems={problems.steps ?? []} />
            <Budget
              draft={draft}
              problems={problems.budget ?? []}
              onChange={edit && ((budget) => edit({ ...draft, budget }))}
            />
          </div>
        </section>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <aside className={side.side} tabIndex={0} aria-label="Dry run and runs">
          <DryRunPanel id={saved?.id} draft={draft} />
          {saved && <RecentRuns id={saved.id} />}
        </aside>
      </div>
    </>
  );
}

function Active({
  active,
  onChange,
}: {
  active: boolean;
  /** Absent: only shown. */
  onChange?: (active: boolean) => Promise<void>;
}) {
  /** What it is being switched to. */
  const [wanted, setWanted] = useState<boolean | null>(null);
  if (!onChange) {
    return (
      <span className="badge" data-color={active ? "green" : undefined}>
        {active ? "Active" : "Paused"}
      </span>
    );
  }
  const toggle = async (on: boolean) => {
    setWanted(on);
    try {
      await onChange(on);
    } catch (error) {
      sayRefused(`Not ${on ? "resumed" : "paused"}: ${reason(error)}`);
    } finally {
      setWanted(null);
    }
  };
  return (
    <Switch
      className={classes.active}
      label="Active"
      checked={wanted ?? active}
      disabled={wanted !== null}
      onChange={(e) => void toggle(e.currentTarget.checked)}
    />
  );
}

function AddStep({ onAdd }: { onAdd: (kind: (typeof STEP_KIND_ORDER)[number]) => void }) {
  const settings = useCan()("settings:manage");
  return (
    <Menu>
      <Menu.Target>
        <Button leftSection={<IconPlus {...I} />}>Add Step</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {STEP_KIND_ORDER.map((kind) => {
          const { label, icon: Icon } = STEP_KINDS[kind];
          const barred = kind === "outbound_webhook" && !settings;
          return (
            <Menu.Item
              key={kind}
              leftSection={<Icon {...I} />}
              disabled={barred}
              onClick={() => onAdd(kind)}
            >
              {label}
              {barred && <span className="t3 sm"> needs settings:manage</span>}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
