import { useNavigate } from "react-router";
import type { Opportunity } from "../api/types";
import { Confirm } from "../ui/confirm";
import { say } from "../ui/toast";
import { deleteDeal } from "./api";

export function DeleteDeal({
  deal,
  opened,
  onClose,
}: {
  deal: Opportunity;
  opened: boolean;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Delete ${deal.name}?`}
      action="Delete opportunity"
      onConfirm={async () => {
        await deleteDeal(deal);
        say(`${deal.name} deleted`);
        navigate("/opportunities");
      }}
    >
      The opportunity goes for good, with its notes, and leaves the totals.{" "}
      <span dir="auto">{deal.account.name}</span> keeps in its timeline that it was there.
    </Confirm>
  );
}
