//! Opportunities by stage: the three tiles and the board (H36).

use actix_web::{get, web};
use analytics::opportunities::{self as read, Filter, Group, Sort, Total};
use crm_core::opportunity::Stage;
use db::{Conn, Page, WorkspaceId};
use rust_decimal::Decimal;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, CrmView},
    error::Failure,
    routes::opportunities::{Opportunity, OpportunityQuery},
    state::Hydra,
    wire::{Money, decimal, page},
    words,
};

/// What the deals of a stage come to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StageTotals {
    #[schema(value_type = words::OpportunityStage)]
    pub(crate) stage: Stage,
    pub(crate) count: i64,
    /// The sums of the amounts.
    pub(crate) totals: Vec<Money>,
    /// Of amount times probability; open stages only.
    pub(crate) weighted: Vec<Money>,
}

/// The stages' sums, and the three tiles (H36).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpportunityPipeline {
    stages: Vec<StageTotals>,
    /// The sum of the amounts of everything that is not closed.
    open_pipeline: Vec<Money>,
    /// The sum of amount times probability of the same.
    weighted: Vec<Money>,
    /// The sum of the amounts of what was won.
    won: Vec<Money>,
}

/// One sum a currency, in the order of the rows; currencies that come to nothing are left out.
pub(crate) fn money<'t>(rows: impl Iterator<Item = &'t Total>, of: impl Fn(&Total) -> Decimal) -> Vec<Money> {
    let mut sums: Vec<Money> = Vec::new();
    for row in rows.filter(|row| !of(row).is_zero()) {
        match sums.iter_mut().find(|sum| sum.currency == row.currency) {
            Some(sum) => sum.amount += of(row),
            None => sums.push(Money { currency: row.currency.clone(), amount: of(row) }),
        }
    }
    sums.iter_mut().for_each(|sum| sum.amount = decimal(sum.amount));
    sums
}

/// The six stages with their sums.
pub(crate) fn by_stage(totals: &[Total]) -> Vec<StageTotals> {
    let of = |stage: Stage| totals.iter().filter(move |row| row.group.as_deref() == Some(stage.as_str()));
    let sums = |stage: &Stage| StageTotals {
        stage: *stage,
        count: of(*stage).map(|row| row.count).sum(),
        totals: money(of(*stage), |row| row.amount),
        weighted: money(of(*stage), |row| row.weighted),
    };
    Stage::ALL.iter().map(sums).collect()
}

/// The sums of what a filter lets pass.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:view"])), params(OpportunityQuery),
    responses((status = 200, body = OpportunityPipeline)))]
#[get("/opportunities/pipeline")]
pub(crate) async fn opportunity_pipeline(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<OpportunityQuery>,
) -> Result<web::Json<OpportunityPipeline>, Failure> {
    let (workspace, filter) = (caller.workspace, query.filter(hydra.now())?);
    let totals =
        hydra.analyse(workspace, move |conn| Ok(read::totals(conn, workspace, &filter, Group::Stage)?)).await?;
    Ok(web::Json(OpportunityPipeline {
        stages: by_stage(&totals),
        open_pipeline: money(totals.iter(), |row| row.open),
        weighted: money(totals.iter(), |row| row.weighted),
        won: money(totals.iter(), |row| row.won),
    }))
}

/// The board of opportunities.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpportunityBoard {
    columns: Vec<OpportunityColumn>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpportunityColumn {
    #[serde(flatten)]
    totals: StageTotals,
    /// The first ones: open stages by the day they close, closed ones by their last change.
    cards: Vec<Opportunity>,
}

/// A column a stage, each with its sums and its first cards. More of a column: `GET /opportunities?stage=…`.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:view"])), params(OpportunityQuery),
    responses((status = 200, body = OpportunityBoard)))]
#[get("/opportunities/board")]
pub(crate) async fn opportunity_board(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<OpportunityQuery>,
) -> Result<web::Json<OpportunityBoard>, Failure> {
    let (filter, page) = (query.filter(hydra.now())?, page(None, query.limit)?);
    let (workspace, now) = (caller.workspace, hydra.now());
    // The primary answers: a mover must see their own move.
    let columns = hydra.write(workspace, move |conn| columns(conn, workspace, &filter, page, now)).await?;
    Ok(web::Json(OpportunityBoard { columns }))
}

fn columns(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &Filter,
    page: Page,
    now: OffsetDateTime,
) -> Result<Vec<OpportunityColumn>, Failure> {
    let mut columns = Vec::new();
    for totals in by_stage(&read::totals(conn, workspace, filter, Group::Stage)?) {
        let sort = if totals.stage.is_closed() { (Sort::UpdatedAt, true) } else { (Sort::CloseDate, false) };
        let filter = Filter { stage: Some(totals.stage.to_string()), ..filter.clone() };
        let rows = match totals.count {
            0 => Vec::new(),
            _ => read::list(conn, workspace, &filter, sort, page)?.0,
        };
        columns.push(OpportunityColumn {
            totals,
            cards: rows.into_iter().map(|row| Opportunity::new(row, now)).collect(),
        });
    }
    Ok(columns)
}
