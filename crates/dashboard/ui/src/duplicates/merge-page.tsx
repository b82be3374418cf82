import { Button } from "@mantine/core";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { isMissing, reason } from "../api/errors";
import type { MergePreview } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { SkeletonBlock } from "../ui/skeleton";
import { merge, useMergePreview } from "./api";
import { overrides, type Picked } from "./choices";
import classes from "./merge.module.css";
import { MergeFields } from "./merge-fields";
import { MergeResult } from "./merge-result";
import { MergeSides } from "./merge-sides";
import { sayMerged } from "./undo";
import { addressOf, mayMerge } from "./words";

const CRUMBS = [
  { label: "Leads", to: "/leads" },
  { label: "Duplicates", to: "/duplicates" },
];

export default function MergePage() {
  return (
    <Need permission="leads:manage" title="Merge">
      <Page />
    </Need>
  );
}

function Page() {
  const [params, setParams] = useSearchParams();
  const keep = params.get("keep") ?? "";
  const other = params.get("other") ?? "";
  const preview = useMergePreview(keep, other);
  const swap = () => setParams({ keep: other, other: keep }, { replace: true });
  return (
    <>
      <PageHeader strong title="Merge" crumbs={CRUMBS} />
      <div className="scroll">
        {!keep || !other || keep === other ? (
          <Empty
            pad
            title="Merging takes two people"
            why="Choose a pair among the duplicates, or “Merge with…” in the menu of a lead or contact."
          >
            <Link className="link" to="/duplicates">
              Go to the duplicates
            </Link>
          </Empty>
        ) : preview.data ? (
          <Sides preview={preview.data} swap={swap} swapping={preview.isPlaceholderData} />
        ) : isMissing(preview.error) ? (
          <Empty
            pad
            title="One of the two is not here any more"
            why="It was deleted, or merged by somebody else meanwhile."
          >
            <Link className="link" to="/duplicates">
              Go to the duplicates
            </Link>
          </Empty>
        ) : preview.error ? (
          <LoadFailed
            what="the two records"
            error={preview.error}
            retry={() => preview.refetch()}
          />
        ) : (
          <SkeletonBlock height={420} pad={24} />
        )}
      </div>
    </>
  );
}

function Sides({
  preview,
  swap,
  swapping,
}: {
  preview: MergePreview;
  swap: () => void;
  /** The former sides are still shown. */
  swapping: boolean;
}) {
  const navigate = useNavigate();
  const can = useCan();
  const [picked, setPicked] = useState<Picked>({});
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const { keep, other, refused } = preview;
  const allowed = mayMerge(can, [keep, other]);
  const run = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const done = await merge(keep.id, other.id, overrides(picked, preview));
      sayMerged(done, keep.display_name);
      navigate(addressOf(keep), { replace: true });
    } catch (error) {
      setFailed(reason(error));
      setBusy(false);
    }
  };
  const why = refused ?? (allowed ? null : "Merging a contact needs the permission crm:manage.");
  return (
    <div className={classes.page} aria-busy={swapping}>
      <div className={classes.compare}>
        <MergeSides
          preview={preview}
          swap={() => {
            setFailed(null);
            swap();
          }}
          busy={busy || swapping}
        />
        <MergeFields preview={preview} picked={picked} onPick={setPicked} />
      </div>
      <div className={classes.side}>
        <MergeResult preview={preview} picked={picked} />
        {why && <ErrorNote>{why}</ErrorNote>}
        {failed && <ErrorNote>Not merged: {failed}</ErrorNote>}
        <div className={classes.finish}>
          <Button
            variant="filled"
            size="md"
            className={classes.merge}
            loading={busy}
            disabled={why !== null || swapping}
            onClick={run}
          >
            <span dir="auto">
              Merge {other.display_name} into {keep.display_name}
            </span>
          </Button>
          <Button size="md" onClick={() => navigate(-1)} disabled={busy}>
            Cancel
          </Button>
        </div>
        <p className="t3 sm">It can be undone for 30 days.</p>
      </div>
    </div>
  );
}
