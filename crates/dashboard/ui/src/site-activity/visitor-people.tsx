import { Link } from "react-router";
import type { VisitorDetail } from "../api/types";
import { show } from "../lib/text";
import { Prop, Still } from "../ui/prop";
import { TimeAgo } from "../ui/time-ago";
import classes from "./visitor.module.css";
import { recordAddress } from "./visitor-header";
import { kindWord, VisitorAvatar } from "./visitor-name";

type Owned = VisitorDetail["links"][number];

/** A browser may change hands: who had it, and when. */
export function WhoseBrowser({ visitor }: { visitor: VisitorDetail }) {
  return (
    <section className="card" aria-label="Whose browser">
      <div className="cardHead">
        <h2>Whose browser</h2>
      </div>
      {visitor.links.length === 0 ? (
        <p className={classes.none}>
          Nobody’s that is known. It becomes somebody’s when they leave their email in your chat, or
          your site calls <code>hydra.identify</code>. What it did before is joined then.
        </p>
      ) : (
        <ul className={classes.links}>
          {visitor.links.map((link) => (
            <li key={`${link.customer?.id}${link.began_at}${link.ended_at}`}>
              <VisitorAvatar customer={link.customer} />
              <span className={classes.owner}>
                {link.customer ? (
                  <span className="row">
                    <Link
                      to={recordAddress(link.customer)}
                      className={`m ${classes.quiet}`}
                      dir="auto"
                    >
                      {link.customer.display_name}
                    </Link>
                    <span className="tag">
                      <span>{kindWord[link.customer.kind]}</span>
                    </span>
                  </span>
                ) : (
                  <span className="t2">Somebody whose record is gone</span>
                )}
                <Span link={link} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Span({ link: { began_at: from, ended_at: to } }: { link: Owned }) {
  return (
    <span className="t3 sm">
      {from ? (
        <>
          {to ? "From" : "Since"} <TimeAgo at={from} format="full" />
        </>
      ) : (
        "From the first visit"
      )}
      {to ? (
        <>
          {" "}
          to <TimeAgo at={to} format="full" />
        </>
      ) : (
        !from && " on"
      )}
    </span>
  );
}

/** The site's own words about them: hydra.identify. */
export function SaidBySite({ visitor }: { visitor: VisitorDetail }) {
  const traits = Object.entries(visitor.traits);
  return (
    <section className="card" aria-label="What the site said">
      <div className="cardHead">
        <h2>What the site said</h2>
      </div>
      {visitor.user_id === null && traits.length === 0 ? (
        <p className={classes.none}>
          Nothing: no page has called <code>hydra.identify</code> in this browser.
        </p>
      ) : (
        <div className={classes.said}>
          {visitor.user_id !== null && (
            <Prop label="User id">
              <Still value={visitor.user_id} />
            </Prop>
          )}
          {traits.map(([key, value]) => (
            <Prop key={key} label={key}>
              <Still value={show(value)} />
            </Prop>
          ))}
        </div>
      )}
    </section>
  );
}
