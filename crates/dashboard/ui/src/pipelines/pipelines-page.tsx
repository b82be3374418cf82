import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { defaultPipeline, usePipelines } from "../api/shared";
import { Need } from "../auth/need";
import list from "../settings/list.module.css";
import { SettingsPage } from "../settings/settings-page";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { NewPipeline } from "./new-pipeline";
import { PipelineEditor } from "./pipeline-editor";

export default function PipelinesPage() {
  return (
    <Need permission="leads:manage" title="Lead pipelines">
      <Pipelines />
    </Need>
  );
}

/** Each pipeline has its own address, so that leaving one with unsaved changes asks as leaving the page does. */
function Pipelines() {
  const { id } = useParams();
  const query = usePipelines();
  const [adding, setAdding] = useState(false);
  const all = query.data ?? [];
  const here = id ? all.find((p) => p.id === id) : defaultPipeline(all);
  return (
    <SettingsPage
      title="Lead pipelines"
      action={
        <Button leftSection={<IconPlus {...I} />} onClick={() => setAdding(true)}>
          New pipeline
        </Button>
      }
    >
      {query.error && !query.data ? (
        <LoadFailed what="the pipelines" error={query.error} retry={() => query.refetch()} />
      ) : !query.data ? (
        <SkeletonRows rows={6} height={84} />
      ) : (
        <>
          {all.length > 1 && (
            <nav className={list.tabs} aria-label="Pipelines">
              {all.map((p) => (
                <Link
                  key={p.id}
                  to={`/settings/pipelines/${p.id}`}
                  className={list.tab}
                  data-on={p === here || undefined}
                  aria-current={p === here ? "page" : undefined}
                >
                  <span dir="auto">{p.name}</span>
                  {p.is_default && <span className="t3 sm">Default</span>}
                </Link>
              ))}
            </nav>
          )}
          {here ? (
            <PipelineEditor key={here.id} pipeline={here} all={all} />
          ) : (
            <Empty
              pad
              title="This pipeline is not here any more"
              why="It was deleted, or the link belongs to another workspace."
            >
              <Link className="link" to="/settings/pipelines">
                Go to the default pipeline
              </Link>
            </Empty>
          )}
        </>
      )}
      {adding && <NewPipeline all={all} onClose={() => setAdding(false)} />}
    </SettingsPage>
  );
}
