import { Fragment } from "react";
import { Link } from "react-router";
import type { Channel, MessageTemplate } from "../api/types";
import { CHANNELS } from "../messages/words";
import { I } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import { StatusBadge } from "./status-badge";
import classes from "./templates.module.css";

/** The templates of one channel. */
export function TemplateTable({
  channel,
  templates,
}: {
  channel: Channel;
  templates: MessageTemplate[];
}) {
  const { label, icon: Icon } = CHANNELS[channel];
  if (templates.length === 0) return null;
  return (
    <section className={classes.group} aria-label={`${label} templates`}>
      <h2 className={classes.groupHead}>
        <Icon {...I} />
        {label}
        <span className="t3 num">{templates.length}</span>
      </h2>
      <table className={`t ${classes.table}`} data-lg aria-label={`${label} templates`}>
        <thead>
          <tr>
            <th>Name</th>
            <th className={classes.status}>Status</th>
            <th className={classes.used}>Used by</th>
            <th className={`r ${classes.updated}`}>Updated</th>
          </tr>
        </thead>
        <tbody>
          {templates.map((t) => (
            <tr key={t.id}>
              <td>
                <Link to={`/broadcasts/templates/${t.id}`} className={classes.name} dir="auto">
                  {t.name}
                </Link>
                <div className={`t3 sm cut ${classes.gist}`} dir="auto">
                  {t.subject ?? t.body}
                </div>
              </td>
              <td>
                <StatusBadge status={t.status} />
              </td>
              <td className={t.used_by.length > 0 ? classes.usedBy : "t3"}>
                {t.used_by.length === 0
                  ? "No automation"
                  : t.used_by.map((a, i) => (
                      <Fragment key={a.id}>
                        {i > 0 && ", "}
                        <Link className="link" to={`/automations/${a.id}`} dir="auto">
                          {a.name}
                        </Link>
                      </Fragment>
                    ))}
              </td>
              <td className="r t3">
                <TimeAgo at={t.updated_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
