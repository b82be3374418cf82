import { Link, useSearchParams } from "react-router";
import type { SavedViewObject } from "../api/types";
import { useViews } from "./api";
import { addressOf } from "./view-state";
import classes from "./views.module.css";

const OBJECTS: Record<string, SavedViewObject> = { "/leads": "lead", "/contacts": "contact" };

/** The views that somebody pinned, under their list in the sidebar. */
export function PinnedViews({ under, onNavigate }: { under: string; onNavigate?: () => void }) {
  const object = OBJECTS[under];
  const views = useViews(object ?? "lead", object !== undefined).data;
  const open = useSearchParams()[0].get("saved");
  const pinned = object ? (views?.filter((v) => v.pinned) ?? []) : [];
  if (pinned.length === 0) return null;
  return (
    <ul className={classes.pinned} aria-label={`Pinned views of ${object}s`}>
      {pinned.map((v) => (
        <li key={v.id}>
          <Link
            to={addressOf(v)}
            className={classes.pin}
            data-on={v.id === open || undefined}
            aria-current={v.id === open || undefined}
            onClick={onNavigate}
          >
            <span className="cut" dir="auto" title={v.name}>
              {v.name}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
