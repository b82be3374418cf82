import { useState } from "react";
import { useNavigate } from "react-router";
import { reasonFor } from "../api/errors";
import { Need } from "../auth/need";
import { ErrorNote } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { uploadFile } from "./api";
import { DropZone } from "./drop-zone";
import { ImportList } from "./import-list";
import classes from "./imports.module.css";
import { StepBar } from "./step-bar";
import { fileProblem } from "./words";

export default function UploadPage() {
  return (
    <Need permission="leads:manage" title="Import">
      <Upload />
    </Need>
  );
}

/** The wizard's first step, and the imports of before. */
function Upload() {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const upload = async (file: File) => {
    const problem = fileProblem(file);
    setFailed(problem);
    if (problem) return;
    setBusy(true);
    try {
      const made = await uploadFile(file);
      navigate(`/leads/import/${made.id}`);
    } catch (error) {
      setFailed(reasonFor(error, "file"));
      setBusy(false);
    }
  };
  return (
    <>
      <PageHeader strong title="Import leads" crumbs={[{ label: "Leads", to: "/leads" }]} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label="Page content">
        <div className={classes.page}>
          <StepBar at="upload" />
          <DropZone busy={busy} onFile={upload} />
          {failed && <ErrorNote>{failed}</ErrorNote>}
          <p className="t3" style={{ marginTop: 10 }}>
            Nothing is imported yet: you say what each column is, and see what would happen, first.
          </p>
          <ImportList />
        </div>
      </section>
    </>
  );
}
