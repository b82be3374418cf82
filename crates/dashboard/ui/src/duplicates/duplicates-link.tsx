import { Menu } from "@mantine/core";
import { IconArrowsJoin2 } from "@tabler/icons-react";
import { Link } from "react-router";
import { I } from "../ui/icon";
import { useDuplicates } from "./api";

/** For the menu of a list of people: the page of suggestions, and how many there are. */
export function DuplicatesLink() {
  const found = useDuplicates();
  const shown = found.data?.pages[0]?.data.length ?? 0;
  const more = found.data?.pages[0]?.next_cursor ? "+" : "";
  return (
    <Menu.Item
      component={Link}
      to="/duplicates"
      leftSection={<IconArrowsJoin2 {...I} />}
      rightSection={
        shown > 0 && (
          <span className="t3 num">
            {shown}
            {more}
          </span>
        )
      }
    >
      Duplicates
    </Menu.Item>
  );
}
