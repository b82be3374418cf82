import { Button, Switch } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { isStale, reason } from "../api/errors";
import { usePipelines } from "../api/shared";
import type { Automation } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { I, IS } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonRows } from "../ui/skeleton";
import { sayRefused } from "../ui/toast";
import { patchAutomation, refreshAutomations, useAutomations } from "./api";
import classes from "./automations.module.css";
import { useWebhookChoices } from "./choices";
import { DeleteAutomation } from "./delete-automation";
import { StatLinks } from "./parts";
import { onlyIfWords, stepsWords, triggerWords } from "./words";

export default function AutomationsPage() {
  return (
    <Need permission="leads:view" title="Automations">
      <Automations />
    </Need>
  );
}

function Automations() {
  const automations = useAutomations();
  const manage = useCan()("automations:manage");
  const [deleting, setDeleting] = useState<Automation | null>(null);
  return (
    <>
      <PageHeader title="Automations">
        {manage && (
          <Button
            variant="filled"
            component={Link}
            to="/automations/new"
            leftSection={<IconPlus {...I} />}
          >
            New
          </Button>
        )}
      </PageHeader>
      <div className="scroll">
        {automations.error && !automations.data ? (
          <LoadFailed
            what="the automations"
            error={automations.error}
            retry={() => automations.refetch()}
          />
        ) : !automations.data ? (
          <SkeletonRows rows={4} height={64} />
        ) : automations.data.length === 0 ? (
          <Empty
            pad
            title="No automation yet"
            why={
              manage
                ? "An automation sends messages by itself when a lead arrives: WhatsApp at once, SMS if that fails, an email two hours later."
                : "Automations send messages by themselves when a lead arrives. Somebody who may change automations can make one."
            }
          >
            {manage && (
              <Button component={Link} to="/automations/new" leftSection={<IconPlus {...I} />}>
                Create automation
              </Button>
            )}
          </Empty>
        ) : (
          <table className={`t ${classes.table}`} data-lg aria-label="Automations">
            <thead>
              <tr>
                <th>Active</th>
                <th>Name</th>
                <th>Trigger</th>
                <th>Steps</th>
                <th>Runs</th>
                {manage && (
                  <th>
                    <span className="srOnly">Actions</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {automations.data.map((a) => (
                <Row
                  key={a.id}
                  automation={a}
                  onDelete={manage ? () => setDeleting(a) : undefined}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
      <DeleteAutomation automation={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}

function Row({
  automation: a,
  onDelete,
}: {
  automation: Automation;
  /** Absent: only shown. */
  onDelete?: () => void;
}) {
  const { data: webhooks } = useWebhookChoices();
  const { data: pipelines } = usePipelines();
  /** What it is being switched to. */
  const [wanted, setWanted] = useState<boolean | null>(null);
  const toggle = async (active: boolean) => {
    setWanted(active);
    try {
      await patchAutomation(a, { active });
    } catch (error) {
      if (isStale(error)) void refreshAutomations();
      const why = isStale(error) ? "somebody else just changed it. Try again." : reason(error);
      sayRefused(`${a.name} not ${active ? "resumed" : "paused"}: ${why}`);
    } finally {
      setWanted(null);
    }
  };
  return (
    <tr>
      <td className={classes.toggle}>
        {onDelete ? (
          <Switch
            aria-label={`Active: ${a.name}`}
            checked={wanted ?? a.active}
            disabled={wanted !== null}
            onChange={(e) => void toggle(e.currentTarget.checked)}
          />
        ) : (
          <span className="badge" data-color={a.active ? "green" : undefined}>
            {a.active ? "Active" : "Paused"}
          </span>
        )}
      </td>
      <td className={classes.name}>
        <Link to={`/automations/${a.id}`} className="m wrap" dir="auto">
          {a.name}
        </Link>
        {a.description && (
          <div className="t3 sm wrap" dir="auto">
            {a.description}
          </div>
        )}
      </td>
      <td className={`t2 wrap ${classes.trigger}`}>
        {triggerWords(a.trigger, webhooks, pipelines)}
        {a.conditions.length > 0 && <div className="t3 sm">{onlyIfWords(a.conditions.length)}</div>}
      </td>
      <td className={`t2 wrap ${classes.steps}`}>{stepsWords(a.steps)}</td>
      <td className={classes.stats}>
        <StatLinks id={a.id} stats={a.stats} />
      </td>
      {onDelete && (
        <td className={classes.actions}>
          <div className={classes.buttons}>
            <Button
              size="xs"
              variant="subtle"
              component={Link}
              to={`/automations/${a.id}`}
              aria-label={`Edit ${a.name}`}
              leftSection={<IconPencil {...IS} />}
            >
              Edit
            </Button>
            <Button
              size="xs"
              variant="subtle"
              aria-label={`Delete ${a.name}`}
              leftSection={<IconTrash {...IS} />}
              onClick={onDelete}
            >
              Delete
            </Button>
          </div>
        </td>
      )}
    </tr>
  );
}
