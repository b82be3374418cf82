import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { Need } from "../auth/need";
import { useCan } from "../auth/session";
import { pagePart, useLastList } from "../lib/last-list";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { PageHeader } from "../ui/page-header";
import { Pager } from "../ui/pager";
import { SkeletonRows } from "../ui/skeleton";
import { AccountFilterBar } from "./account-filters";
import { AccountsList } from "./accounts-list";
import classes from "./accounts-page.module.css";
import { AccountsTable } from "./accounts-table";
import { anyFilter, NO_FILTERS, useAccountsUrl } from "./accounts-url";
import { PAGE, useAccounts } from "./api";
import { NewAccount } from "./new-account";

export default function AccountsPage() {
  return (
    <Need permission="crm:view" title="Accounts">
      <Accounts />
    </Need>
  );
}

function Accounts() {
  const { url, set, creating, ask } = useAccountsUrl();
  const manage = useCan()("crm:manage");
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const accounts = useAccounts(url);
  useLastList("accounts", accounts.data && pagePart(accounts.data));
  const add = (
    <Button
      variant="filled"
      leftSection={<IconPlus {...I} />}
      className={phone ? classes.fab : undefined}
      onClick={() => ask(true)}
    >
      New Account
    </Button>
  );
  return (
    <>
      <PageHeader title="Accounts">{manage && !phone && add}</PageHeader>
      <AccountFilterBar url={url} set={set} phone={phone} />
      {accounts.error && !accounts.data ? (
        <LoadFailed what="the accounts" error={accounts.error} retry={() => accounts.refetch()} />
      ) : !accounts.data ? (
        <SkeletonRows rows={14} height={44} />
      ) : accounts.data.total === 0 && anyFilter(url) ? (
        <Empty
          pad
          title="No account matches these filters"
          why="The search looks at name and domain; filters add up."
        >
          <Button onClick={() => set(NO_FILTERS)}>Clear filters</Button>
        </Empty>
      ) : accounts.data.total === 0 ? (
        <Empty
          pad
          title="No account yet"
          why={
            manage
              ? "An account is a company. Make one here, or while you convert a lead or add a contact."
              : "An account is a company. It appears here as soon as a teammate adds one."
          }
        >
          {manage && (
            <Button leftSection={<IconPlus {...I} />} onClick={() => ask(true)}>
              Create account
            </Button>
          )}
        </Empty>
      ) : (
        <>
          <div className="scroll">
            {phone ? (
              <AccountsList accounts={accounts.data.data} busy={accounts.isPlaceholderData} />
            ) : (
              <AccountsTable
                accounts={accounts.data.data}
                sort={url.sort}
                onSort={(sort) => set({ sort })}
                busy={accounts.isPlaceholderData}
              />
            )}
          </div>
          <Pager
            page={url.page}
            limit={PAGE}
            total={accounts.data.total}
            onPage={(page) => set({ page })}
          />
        </>
      )}
      {manage && phone && add}
      {manage && creating && <NewAccount onClose={() => ask(false)} />}
    </>
  );
}
