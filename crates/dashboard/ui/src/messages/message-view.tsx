import { Link } from "react-router";
import type { BroadcastMessage, BroadcastMessageDetail } from "../api/types";
import { PROVIDERS } from "../channels/providers";
import { count } from "../lib/text";
import { Prop, Still } from "../ui/prop";
import { TimeAgo } from "../ui/time-ago";
import { DeliveryTicks } from "./delivery-ticks";
import { FollowedLink } from "./followed-link";
import classes from "./messages.module.css";
import { CHANNELS, nameOf, ORIGINS } from "./words";

/** What was sent to whom by what, and each report that came back. */
export function MessageView({ message: m }: { message: BroadcastMessageDetail }) {
  const failure = [m.error_code, m.error].filter(Boolean).join(": ");
  return (
    <div className={classes.view}>
      <div className={classes.top}>
        <DeliveryTicks status={m.status} unknown={m.outcome_unknown} channel={m.channel} />
        {m.provider === "sandbox" && (
          <span className="t3">Not sent anywhere: the sandbox kept it.</span>
        )}
      </div>
      {m.outcome_unknown && (
        <p className="t3">
          The provider never answered, so nobody knows whether it went out. It is not sent again, so
          that nobody gets it twice.
        </p>
      )}
      {failure && (
        <p className={`m wrap ${m.status === "failed" ? classes.error : ""}`}>{failure}</p>
      )}
      <div>
        <Prop label="To">
          <Still>
            {m.customer ? (
              <Link
                className="link"
                to={`/${m.customer.kind === "lead" ? "leads" : "contacts"}/${m.customer.id}`}
              >
                {m.customer.display_name}
              </Link>
            ) : (
              <span className="t3">{nameOf(m)}</span>
            )}
          </Still>
        </Prop>
        <Prop label="Address">
          <Still value={m.address} />
        </Prop>
        <Prop label="Channel">
          <Still
            value={[CHANNELS[m.channel].label, m.provider && PROVIDERS[m.provider].label]
              .filter(Boolean)
              .join(" · ")}
          />
        </Prop>
        <Prop label="Origin">
          <Still>
            <Origin message={m} />
          </Still>
        </Prop>
      </div>
      <section className={`card ${classes.letter}`} aria-label="Text">
        {m.subject !== null && (
          <div className={`b wrap ${classes.subject}`} dir="auto">
            {m.subject}
          </div>
        )}
        <div className={classes.body} dir="auto">
          {m.body}
        </div>
      </section>
      <section aria-label="Delivery">
        <h2 className={classes.head}>Delivery</h2>
        <ol className={classes.receipts}>
          <li className={classes.receipt}>
            <span className="t2">Created</span>
            <TimeAgo at={m.created_at} format="full" className="t3" />
          </li>
          {m.receipts.map((r) => (
            <li key={`${r.status}${r.at}${r.code}`} className={classes.receipt}>
              <DeliveryTicks status={r.status} unknown={false} channel={m.channel} />
              <TimeAgo at={r.at} format="full" className="t3" />
              {(r.code || r.detail) && (
                <span className={`t3 sm wrap ${classes.detail}`}>
                  {[r.code, r.detail].filter(Boolean).join(": ")}
                </span>
              )}
            </li>
          ))}
        </ol>
      </section>
      {m.clicks.length > 0 && (
        <section aria-label="Links followed">
          <h2 className={classes.head}>Links followed</h2>
          <ul className={classes.receipts}>
            {m.clicks.map((c) => (
              <li key={c.url + c.first_at} className={classes.receipt}>
                <FollowedLink url={c.url} />
                <span className="t3">
                  {c.times === 1 ? "Once" : `${count(c.times, "time")}, first`}{" "}
                  <TimeAgo at={c.first_at} format="full" />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

const PLACES = { automation: "/automations", campaign: "/broadcasts/campaigns" };

function Origin({ message: m }: { message: BroadcastMessage }) {
  const word = ORIGINS[m.origin];
  if ((m.origin !== "automation" && m.origin !== "campaign") || !m.origin_id) return word;
  return (
    <>
      {word}{" "}
      {m.origin_name === null ? (
        <span className="t3">that was deleted</span>
      ) : (
        <Link className="link" to={`${PLACES[m.origin]}/${m.origin_id}`} dir="auto">
          {m.origin_name}
        </Link>
      )}
    </>
  );
}
