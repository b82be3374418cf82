import { Button } from "@mantine/core";
import { IconArrowsSort } from "@tabler/icons-react";
import { useTeam } from "../api/shared";
import { useSession } from "../auth/session";
import { LifecycleIcon } from "../crm/lifecycle-badge";
import { LIFECYCLE_ORDER, LIFECYCLES } from "../crm/words";
import { TeamAvatar } from "../ui/avatar";
import { ChoiceMenu } from "../ui/choice-menu";
import { FilterChip } from "../ui/filter-chip";
import { IS } from "../ui/icon";
import { SearchBox } from "../ui/search-box";
import { StageGlyph, stageLook } from "../ui/stage";
import classes from "./accounts-page.module.css";
import {
  type AccountsUrl,
  anyFilter,
  NO_FILTERS,
  SORTS,
  type useAccountsUrl,
} from "./accounts-url";
import { useAccountStages } from "./api";

export function AccountFilterBar({
  url,
  set,
  phone,
}: {
  url: AccountsUrl;
  set: ReturnType<typeof useAccountsUrl>["set"];
  /** There the list has no column heads to sort by. */
  phone: boolean;
}) {
  const me = useSession().user.id;
  const team = useTeam().data ?? [];
  const stages = useAccountStages().data ?? [];
  const mates = [...team].sort((a, b) => Number(b.id === me) - Number(a.id === me));
  const sorted = SORTS.find((s) => s.by === url.sort.by);
  return (
    <div className={classes.filters}>
      <SearchBox
        label="Search accounts"
        value={url.search}
        width={phone ? "100%" : 216}
        onChange={(search) => set({ search }, { replace: true })}
      />
      <FilterChip
        label="Lifecycle stage"
        value={url.lifecycle}
        onChange={(to) => set({ lifecycle: LIFECYCLE_ORDER.find((l) => l === to) ?? null })}
        options={LIFECYCLE_ORDER.map((value) => ({
          value,
          label: LIFECYCLES[value].label,
          mark: <LifecycleIcon value={value} />,
        }))}
      />
      <FilterChip
        label="Deal stage"
        value={url.stage}
        onChange={(stage) => set({ stage })}
        options={stages.map((s) => {
          const look = stageLook(stages, s.id);
          return { value: s.id, label: s.name, mark: look && <StageGlyph look={look} /> };
        })}
      />
      <FilterChip
        label="Owner"
        value={url.owner}
        onChange={(owner) => set({ owner })}
        options={mates.map((m) => ({
          value: m.id,
          label: m.id === me ? `${m.name} (you)` : m.name,
          mark: <TeamAvatar mate={m} size="s" silent />,
        }))}
      />
      {anyFilter(url) && (
        <Button size="xs" variant="subtle" onClick={() => set(NO_FILTERS)}>
          Clear
        </Button>
      )}
      {phone && (
        <ChoiceMenu
          value={url.sort.by}
          choices={SORTS.map((s) => ({ value: s.by, label: s.label }))}
          onChoose={(by) =>
            set({ sort: { by, order: SORTS.find((s) => s.by === by)?.first ?? "asc" } })
          }
        >
          <Button size="xs" variant="subtle" leftSection={<IconArrowsSort {...IS} />}>
            Sorted by {sorted?.label.toLowerCase()}
          </Button>
        </ChoiceMenu>
      )}
    </div>
  );
}
