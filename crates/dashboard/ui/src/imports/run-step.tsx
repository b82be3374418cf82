import { Progress } from "@mantine/core";
import type { Import } from "../api/types";
import { count } from "../lib/text";
import { Counts } from "./counts";
import classes from "./imports.module.css";
import { progress } from "./step";

const TITLES: Partial<Record<Import["state"], string>> = {
  queued: "Waiting for its turn",
  running: "Importing",
  reverting: "Reverting",
};

/** How far it is. The server goes on whether or not anybody looks. */
export function RunStep({ of }: { of: Import }) {
  const title = TITLES[of.state] ?? "Working";
  return (
    <div>
      <div className={classes.running}>
        <h2>{title}</h2>
        <span className="t3 num">
          {of.done.toLocaleString("en")} of {count(of.rows, "row")}
        </span>
      </div>
      <Progress
        value={of.state === "queued" ? 0 : progress(of)}
        size={8}
        aria-label={`${title}, rows done`}
      />
      <p className="t3" style={{ marginTop: 8 }}>
        You can leave this page. It goes on, and the result is here when you come back.
      </p>
      {of.state !== "reverting" && <Counts of={of} />}
    </div>
  );
}
