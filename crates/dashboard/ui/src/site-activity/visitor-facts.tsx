import { Link } from "react-router";
import type { Touch, VisitorDetail } from "../api/types";
import { useCan } from "../auth/session";
import person from "../person/person.module.css";
import { cameFrom, sameTouch } from "../person/touch-text";
import { Prop, Still } from "../ui/prop";
import { TimeAgo } from "../ui/time-ago";
import { MiddleCut } from "./middle-cut";
import classes from "./visitor.module.css";
import { DEVICES } from "./words";

/** What is known of the browser, and how it came. */
export function VisitorFacts({ visitor }: { visitor: VisitorDetail }) {
  const { widget } = visitor;
  const settings = useCan()("crm:view");
  return (
    <section className="card" aria-label="This browser">
      <div className="cardHead">
        <h2>This browser</h2>
      </div>
      <div className={person.props}>
        <div>
          <Prop label="Browser">
            <Still value={visitor.browser ?? "Unknown"} />
          </Prop>
          <Prop label="System">
            <Still value={visitor.os ?? "Unknown"} />
          </Prop>
          <Prop label="Device">
            <Still value={DEVICES[visitor.device]} />
          </Prop>
          {visitor.bot && (
            <Prop label="Robot">
              <Still value="Yes, left out of reports" />
            </Prop>
          )}
          <Prop label="Widget">
            <Still>
              {settings ? (
                <Link to={`/settings/widgets/${widget.id}`} className={classes.quiet}>
                  {widget.name}
                </Link>
              ) : (
                widget.name
              )}
            </Still>
          </Prop>
        </div>
        <div>
          <Prop label="First seen">
            <Still>
              <TimeAgo at={visitor.first_seen_at} format="full" />
            </Still>
          </Prop>
          <Prop label="Last seen">
            <Still>
              <TimeAgo at={visitor.last_seen_at} />
            </Still>
          </Prop>
          <Prop label="First touch">
            <TouchValue touch={visitor.first_touch} />
          </Prop>
          <Prop label="Last touch">
            {sameTouch(visitor.first_touch, visitor.last_touch) ? (
              <Still>The same visit</Still>
            ) : (
              <TouchValue touch={visitor.last_touch} />
            )}
          </Prop>
        </div>
      </div>
    </section>
  );
}

function TouchValue({ touch }: { touch: Touch | null }) {
  if (!touch) {
    return (
      <Still>
        <span className="t3">No visit kept</span>
      </Still>
    );
  }
  const { path, referrer, at } = touch;
  return (
    <div className={classes.touch} title={referrer ? `Referrer ${referrer}` : undefined}>
      <div className="wrap">{cameFrom(touch)}</div>
      <div className={classes.landed}>
        <span>on</span>
        <MiddleCut text={path} />
        <span>
          · <TimeAgo at={at} />
        </span>
      </div>
    </div>
  );
}
