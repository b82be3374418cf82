import { Button, SegmentedControl } from "@mantine/core";
import { Link } from "react-router";
import type { ForecastMonth } from "../api/types";
import { useSession } from "../auth/session";
import { moneyList } from "../lib/money";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonBlock } from "../ui/skeleton";
import { useForecast } from "./api";
import { barsIn, currenciesOf, monthName } from "./forecast-bars";
import { ForecastChart } from "./forecast-chart";
import { Behind } from "./report-parts";
import classes from "./reports.module.css";
import { anyFilter, daysOf, dealsBehind, type ReportsUrl, type SetReportsUrl } from "./reports-url";

/** What is expected to close when (X2). */
export function Forecast({ url, set }: { url: ReportsUrl; set: SetReportsUrl }) {
  const { currency: own } = useSession().workspace;
  const forecast = useForecast(url);
  const months = forecast.data;
  const currencies = currenciesOf(months ?? [], own);
  const currency = currencies.find((c) => c === url.currency) ?? currencies[0];
  return (
    <section className="card" aria-label="Forecast">
      <div className="cardHead">
        <h2>Forecast by close month</h2>
        <span className="sp" />
        {currency && currencies.length > 1 && (
          <SegmentedControl
            aria-label="Currency of the chart"
            value={currency}
            onChange={(to) => set({ currency: to === own ? null : to })}
            data={currencies}
          />
        )}
      </div>
      {forecast.error && !months ? (
        <LoadFailed what="the forecast" error={forecast.error} retry={() => forecast.refetch()} />
      ) : !months ? (
        <SkeletonBlock height={320} />
      ) : months.length === 0 ? (
        <div className="cardBody">
          {anyFilter(url) ? (
            <Empty title="Nothing to forecast" why="No opportunity matches period and owner.">
              <Button onClick={() => set({ owner: null, from: null, to: null })}>
                Clear filters
              </Button>
            </Empty>
          ) : (
            <Empty
              title="Nothing to forecast yet"
              why="Open opportunities stand in the month of their close date."
            >
              <Button component={Link} to="/opportunities">
                Go to Opportunities
              </Button>
            </Empty>
          )}
        </div>
      ) : (
        <>
          {currency && <ForecastChart bars={barsIn(months, currency)} currency={currency} />}
          <Months months={months} url={url} busy={forecast.isPlaceholderData} />
        </>
      )}
    </section>
  );
}

function Months({
  months,
  url,
  busy,
}: {
  months: ForecastMonth[];
  url: ReportsUrl;
  busy: boolean;
}) {
  return (
    <table className={`t ${classes.table}`} aria-label="Forecast by close month" aria-busy={busy}>
      <thead>
        <tr>
          <th>Month</th>
          <th className="r">Count</th>
          <th className="r">Open</th>
          <th className="r">Weighted</th>
          <th className="r">Won</th>
        </tr>
      </thead>
      <tbody>
        {months.map((m) => {
          const days = m.month ? daysOf(m.month, url) : { undated: true };
          const open = dealsBehind(url, { ...days, state: "open" });
          return (
            <tr key={m.month}>
              <td>
                <span className={classes.month}>
                  {monthName(m.month)}
                  {m.overdue && (
                    <span
                      className="badge"
                      data-color="amber"
                      title="The month is over and these are still open"
                    >
                      Overdue
                    </span>
                  )}
                </span>
              </td>
              <Behind label="Count" to={open}>
                {m.count.toLocaleString("en")}
              </Behind>
              <Behind label="Open" to={open}>
                {moneyList(m.totals, "No amounts")}
              </Behind>
              <Behind label="Weighted" to={open}>
                {moneyList(m.weighted, "No amounts")}
              </Behind>
              <Behind label="Won" to={dealsBehind(url, { ...days, stage: "closed_won" })}>
                {moneyList(m.won, "Nothing yet")}
              </Behind>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
