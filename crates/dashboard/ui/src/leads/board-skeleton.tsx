import { Skeleton } from "@mantine/core";
import { useDelayed } from "../lib/use-delayed";
import classes from "./board.module.css";
import cardClasses from "./lead-card.module.css";

const SHAPE = [5, 4, 4, 3];

/** Columns and cards in their own size, so that nothing jumps when they arrive. */
export function BoardSkeleton({ phone }: { phone: boolean }) {
  const show = useDelayed(true);
  return (
    <div className={classes.board} aria-busy="true">
      <span className="srOnly">Loading the board</span>
      {(phone ? [4] : SHAPE).map((cards, c) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={c} className={classes.column}>
          <div className={classes.head}>{show && <Skeleton h={12} w={96} />}</div>
          <div className={classes.list}>
            {show &&
              Array.from({ length: cards }, (_, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
                <div key={i} className={cardClasses.card} style={{ height: 96 }}>
                  <Skeleton h={11} w="62%" mt={4} />
                  <Skeleton h={9} w="84%" mt={10} />
                  <Skeleton h={9} w="38%" mt={22} />
                </div>
              ))}
          </div>
        </div>
      ))}
    </div>
  );
}
