import type { Merge } from "../api/types";
import { Confirm } from "../ui/confirm";
import { TimeAgo } from "../ui/time-ago";
import { say } from "../ui/toast";
import { undoMerge } from "./api";

/** Asks before one record becomes two again. */
export function Unmerge({
  merge,
  name,
  onClose,
}: {
  merge: Merge;
  /** The record that was kept. */
  name: string;
  onClose: () => void;
}) {
  return (
    <Confirm
      opened
      onClose={onClose}
      title={`Take ${merge.other_name} and ${name} apart?`}
      action="Unmerge"
      danger={false}
      onConfirm={async () => {
        await undoMerge(merge.id);
        say(`${merge.other_name} and ${name} are two records again`);
      }}
    >
      They were merged <TimeAgo at={merge.merged_at} />
      {merge.merged_by ? ` by ${merge.merged_by}` : ""}. {merge.other_name} comes back with what it
      brought: its fields, notes, visits, opportunities and companies. What was added since stays
      with {name}.
    </Confirm>
  );
}
