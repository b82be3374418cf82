import type { SiteReport } from "../api/types";
import { pointName, SPANS } from "./words";

/** The chart's numbers for those who do not see it. */
export function ChartTable({ report }: { report: SiteReport }) {
  const { unit, before } = report;
  return (
    <div className="srOnly">
      <table>
        <caption>
          Pageviews and visitors by {unit} in UTC; the last {unit} is not over yet
        </caption>
        <thead>
          <tr>
            <th scope="col">{unit === "hour" ? "Hour" : "Day"}</th>
            <th scope="col">Pageviews</th>
            <th scope="col">Visitors</th>
            {before && <th scope="col">Pageviews, previous {SPANS[report.range]}</th>}
          </tr>
        </thead>
        <tbody>
          {report.pageviews.map((p, i) => (
            <tr key={p.at}>
              <th scope="row">{pointName(p.at, unit)}</th>
              <td>{p.count}</td>
              <td>{report.visitors[i]?.count ?? 0}</td>
              {before && <td>{before.pageviews[i]?.count ?? 0}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
