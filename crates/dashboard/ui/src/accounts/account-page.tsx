import { Link, useParams } from "react-router";
import { isMissing, isStale } from "../api/errors";
import { queryClient } from "../api/query";
import type { Account } from "../api/types";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { NotesCard } from "../crm/notes-card";
import personClasses from "../person/person.module.css";
import { TimelineCard } from "../person/timeline";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { RecordSteps } from "../ui/record-steps";
import { SkeletonBlock } from "../ui/skeleton";
import { AccountActivity } from "./account-activity";
import { AccountHeader } from "./account-header";
import { AccountProfile } from "./account-profile";
import { type AccountPatch, accountKey, patchAccount, useAccount } from "./api";
import { ContactsSection } from "./contacts-section";
import { Figures } from "./figures";
import { Onboarding } from "./onboarding";
import { OpportunitiesSection } from "./opportunities-section";

export default function AccountPage() {
  return (
    <Need permission="crm:view" title="Account">
      <Page />
    </Need>
  );
}

function Page() {
  const { id = "" } = useParams();
  const account = useAccount(id);
  return (
    <>
      <PageHeader
        title={account.data?.name ?? "Account"}
        crumbs={[{ label: "Accounts", to: "/accounts" }]}
      >
        <RecordSteps of="accounts" id={id} />
      </PageHeader>
      <div className="scroll">
        {isMissing(account.error) ? (
          <Empty
            pad
            title="This account is not here"
            why="It was deleted, or the link belongs to another workspace."
          >
            <Link className="link" to="/accounts">
              Go to all accounts
            </Link>
          </Empty>
        ) : account.data ? (
          <View key={id} account={account.data} />
        ) : account.error ? (
          <LoadFailed what="this account" error={account.error} retry={() => account.refetch()} />
        ) : (
          <>
            <SkeletonBlock height={92} />
            <SkeletonBlock height={112} />
            <SkeletonBlock height={240} />
          </>
        )}
      </div>
    </>
  );
}

function View({ account }: { account: Account }) {
  const { id } = account;
  const manage = useCan()("crm:manage");
  const patch = async (change: AccountPatch) => {
    try {
      return await patchAccount(account, change);
    } catch (error) {
      if (isStale(error)) void queryClient.invalidateQueries({ queryKey: accountKey(id) });
      throw error;
    }
  };
  const onPatch = manage ? patch : undefined;
  return (
    <article className={personClasses.person} aria-label={account.name}>
      <AccountHeader account={account} onPatch={onPatch} />
      <div className={personClasses.layout}>
        <div className={personClasses.stack}>
          <Figures account={account} onPatch={onPatch} />
          <AccountActivity account={account} />
          <ContactsSection account={account} manage={manage} />
          <OpportunitiesSection account={account} manage={manage} />
        </div>
        <div className={personClasses.stack}>
          <Onboarding accountId={id} manage={manage} />
          <AccountProfile account={account} onPatch={onPatch} />
          <NotesCard of="accounts" id={id} canEdit={manage} />
          <TimelineCard of="accounts" id={id} />
        </div>
      </div>
    </article>
  );
}
