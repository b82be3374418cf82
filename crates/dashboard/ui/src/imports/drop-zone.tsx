import { Button } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { IXL } from "../ui/icon";
import classes from "./imports.module.css";

/** A file by dropping it, or out of the picker. */
export function DropZone({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !busy) onFile(file);
    // The same file, mended, is to be taken again.
    if (picker.current) picker.current.value = "";
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way, the button inside is the other
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        take(e.dataTransfer.files);
      }}
    >
      <IconFileUpload {...IXL} />
      <div className={classes.dropText}>
        <span className="m">{over ? "Let go to upload" : "Drop a CSV file here"}</span>
        <span className="t3">
          The first row names the columns. Up to 100,000 rows and 10 MB; separator and encoding are
          found out.
        </span>
      </div>
      <input
        ref={picker}
        type="file"
        className="srOnly"
        tabIndex={-1}
        aria-label="CSV file"
        accept=".csv,.tsv,.tab,.txt,text/csv"
        onChange={(e) => take(e.currentTarget.files)}
      />
      <Button variant="filled" loading={busy} onClick={() => picker.current?.click()}>
        Choose a file
      </Button>
    </div>
  );
}
