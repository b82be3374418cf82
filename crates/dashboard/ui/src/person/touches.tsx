import type { Id, Touch } from "../api/types";
import { middle } from "../lib/text";
import { Prop, Still } from "../ui/prop";
import { TimeAgo } from "../ui/time-ago";
import { useSiteActivityHead } from "./site-events";
import { cameFrom, sameTouch } from "./touch-text";

/** Where somebody came from, the first and the last time; nothing while no visit is known. */
export function Touches({ id }: { id: Id }) {
  const head = useSiteActivityHead(id);
  const first = head?.first_touch ?? null;
  const last = head?.last_touch ?? null;
  if (!first && !last) return null;
  return (
    <>
      {first && (
        <Prop label="First touch">
          <Words touch={first} />
        </Prop>
      )}
      {last && (
        <Prop label="Last touch">
          {sameTouch(first, last) ? <Still>The same visit</Still> : <Words touch={last} />}
        </Prop>
      )}
    </>
  );
}

function Words({ touch }: { touch: Touch }) {
  return (
    <Still>
      {cameFrom(touch)}, landed on <span title={touch.url}>{middle(touch.path, 40)}</span>,{" "}
      <TimeAgo at={touch.at} />
    </Still>
  );
}
