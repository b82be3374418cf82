import type { Account } from "../api/types";
import { EngagementCard, NotLinked } from "../person/engagement";
import { useAccountActivity } from "./api";

/** E13: what all contacts of the account did on the site, in one strip. */
export function AccountActivity({ account }: { account: Account }) {
  const activity = useAccountActivity(account.id);
  return (
    <EngagementCard
      title="Activity rollup"
      scope="all contacts, last 30 days"
      data={activity.data}
      error={activity.error}
    >
      <NotLinked>
        {account.contact_count === 0
          ? "This account has no contact yet. Visits come with its contacts."
          : "No visit was ever connected to a contact of this account. That changes when one of them chats through your widget, or your site identifies them."}
      </NotLinked>
    </EngagementCard>
  );
}
