//! Reports: pipelines by stage and owner, the forecast by close month (X1, X2).

use actix_web::{get, web};
use analytics::{
    opportunities::{self, Filter, Group, Total},
    reports::{self as read, LeadCount, LeadFilter},
};
use crm_core::opportunity::Stage;
use db::Id;
use pipeline::stages::{self, Color, StageType};
use serde::{Deserialize, Serialize};
use tenancy::{
    Permission,
    user::{self, Teammate},
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, AnalyticsView},
    error::{Failure, Problem},
    routes::opportunity_board::{StageTotals, by_stage, money},
    state::Hydra,
    wire::{Day, Money, Whose},
    words,
};

/// What a report counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReportObject {
    Opportunity,
    Lead,
}

/// A pipeline by stage and by owner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PipelineReport {
    object: ReportObject,
    stages: Vec<ReportStage>,
    owners: Vec<ReportOwner>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportStage {
    /// An opportunity's stage word, or a lead stage's id.
    stage: String,
    label: String,
    /// Of a lead stage.
    #[schema(value_type = Option<words::Color>)]
    color: Option<Color>,
    #[serde(rename = "type")]
    #[schema(value_type = words::StageType)]
    kind: StageType,
    count: i64,
    /// The sums of the amounts; leads have none.
    totals: Vec<Money>,
    /// Of amount times probability; open stages only.
    weighted: Vec<Money>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportOwner {
    /// Null: nobody is in charge.
    owner_id: Option<Uuid>,
    name: Option<String>,
    count: i64,
    /// The sums of what is open.
    totals: Vec<Money>,
    weighted: Vec<Money>,
    won: Vec<Money>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PipelineQuery {
    /// `opportunity`; or a `pipeline_id` for a lead pipeline.
    object: Option<ReportObject>,
    #[param(value_type = Option<Uuid>)]
    pipeline_id: Option<Id<stages::Pipeline>>,
    /// A teammate's id, or `none`.
    #[param(value_type = Option<String>)]
    owner: Option<Whose>,
    /// Opportunities: that close on this day or later. Leads: that came in on it or later.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// On this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
}

/// Count, sum and weighted sum of each stage and each owner, per currency. Of leads: needs `leads:view` as well.
#[utoipa::path(tag = "reports", security(("bearer" = ["analytics:view"])), params(PipelineQuery),
    responses((status = 200, body = PipelineReport)))]
#[get("/reports/pipeline")]
pub(crate) async fn pipeline_report(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<PipelineQuery>,
) -> Result<web::Json<PipelineReport>, Failure> {
    let (workspace, query) = (caller.workspace, query.into_inner());
    let report = match (query.object, query.pipeline_id) {
        (Some(ReportObject::Opportunity), Some(_)) => {
            return Err(Problem::field("pipeline_id", "invalid", "is of leads, not of opportunities").into());
        }
        (_, Some(pipeline)) => {
            caller.require(Permission::LeadsView)?;
            let filter = LeadFilter {
                owner: query.owner.map(|whose| whose.0),
                from: query.from.map(Day::start),
                before: query.to.map(Day::end),
            };
            hydra
                .analyse(workspace, move |conn| {
                    let pipeline = stages::get(conn, workspace, pipeline)?;
                    let counts = read::leads(conn, workspace, pipeline.id.uuid(), &filter)?;
                    Ok(of_leads(pipeline, &counts, &user::list(conn, workspace)?))
                })
                .await?
        }
        (Some(ReportObject::Lead), None) => {
            return Err(Problem::field("pipeline_id", "required", "is required for leads").into());
        }
        (_, None) => {
            let filter = period(query.owner, query.from, query.to);
            hydra
                .analyse(workspace, move |conn| {
                    let stages = opportunities::totals(conn, workspace, &filter, Group::Stage)?;
                    let owners = opportunities::totals(conn, workspace, &filter, Group::Owner)?;
                    Ok(of_opportunities(&stages, &owners, &user::list(conn, workspace)?))
                })
                .await?
        }
    };
    Ok(web::Json(report))
}

fn period(owner: Option<Whose>, from: Option<Day>, to: Option<Day>) -> Filter {
    Filter {
        owner: owner.map(|whose| whose.0),
        from: from.map(|day| day.0),
        to: to.map(|day| day.0),
        ..Filter::default()
    }
}

fn of_opportunities(stages: &[Total], owners: &[Total], team: &[Teammate]) -> PipelineReport {
    let stage = |row: StageTotals| ReportStage {
        stage: row.stage.to_string(),
        label: label(row.stage).to_owned(),
        color: None,
        kind: match row.stage {
            Stage::ClosedWon => StageType::Won,
            Stage::ClosedLost => StageType::Lost,
            _ => StageType::Open,
        },
        count: row.count,
        totals: row.totals,
        weighted: row.weighted,
    };
    let owner = |id: Option<Uuid>| {
        let of = || owners.iter().filter(move |row| row.group.as_deref().and_then(|id| id.parse().ok()) == id);
        ReportOwner {
            owner_id: id,
            name: name_of(team, id),
            count: of().map(|row| row.count).sum(),
            totals: money(of(), |row| row.open),
            weighted: money(of(), |row| row.weighted),
            won: money(of(), |row| row.won),
        }
    };
    PipelineReport {
        object: ReportObject::Opportunity,
        stages: by_stage(stages).into_iter().map(stage).collect(),
        owners: ids(team, owners.iter().map(|row| row.group.as_deref())).into_iter().map(owner).collect(),
    }
}

fn of_leads(pipeline: stages::Pipeline, counts: &[LeadCount], team: &[Teammate]) -> PipelineReport {
    let stage = |stage: stages::Stage| ReportStage {
        stage: stage.id.to_string(),
        label: stage.name,
        color: Some(stage.color),
        kind: stage.kind,
        count: counts.iter().filter(|row| row.stage_id == stage.id.uuid()).map(|row| row.count).sum(),
        totals: Vec::new(),
        weighted: Vec::new(),
    };
    let owner = |id: Option<Uuid>| {
        let mine = counts.iter().filter(|row| row.owner.as_deref().and_then(|id| id.parse().ok()) == id);
        ReportOwner {
            owner_id: id,
            name: name_of(team, id),
            count: mine.map(|row| row.count).sum(),
            totals: Vec::new(),
            weighted: Vec::new(),
            won: Vec::new(),
        }
    };
    PipelineReport {
        object: ReportObject::Lead,
        stages: pipeline.stages.into_iter().map(stage).collect(),
        owners: ids(team, counts.iter().map(|row| row.owner.as_deref())).into_iter().map(owner).collect(),
    }
}

/// The owners that rows name, by name, those who left the workspace behind them, nobody last.
fn ids<'r>(team: &[Teammate], named: impl Iterator<Item = Option<&'r str>>) -> Vec<Option<Uuid>> {
    let mut ids: Vec<Option<Uuid>> = named.map(|id| id.and_then(|id| id.parse().ok())).collect();
    let place = |id: &Option<Uuid>| match id {
        Some(id) => (team.iter().position(|mate| mate.id.uuid() == *id).unwrap_or(usize::MAX - 1), *id),
        None => (usize::MAX, Uuid::nil()),
    };
    ids.sort_by_key(place);
    ids.dedup();
    ids
}

fn name_of(team: &[Teammate], id: Option<Uuid>) -> Option<String> {
    team.iter().find(|mate| Some(mate.id.uuid()) == id).map(|mate| mate.name.clone())
}

/// As people call it.
pub(crate) fn label(stage: Stage) -> &'static str {
    match stage {
        Stage::Prospecting => "Prospecting",
        Stage::Qualification => "Qualification",
        Stage::Proposal => "Proposal",
        Stage::Negotiation => "Negotiation",
        Stage::ClosedWon => "Closed Won",
        Stage::ClosedLost => "Closed Lost",
    }
}

/// The forecast.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Forecast {
    /// In order; open deals without a close date come last, with `month` null.
    months: Vec<ForecastMonth>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastMonth {
    /// `YYYY-MM`.
    month: Option<String>,
    /// Before the present month, and deals of it are still open.
    overdue: bool,
    /// Open deals that are expected to close in it.
    count: i64,
    /// The sums of their amounts.
    totals: Vec<Money>,
    /// Of amount times probability.
    weighted: Vec<Money>,
    /// The sums of what was won in it.
    won: Vec<Money>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForecastQuery {
    /// A teammate's id, or `none`.
    #[param(value_type = Option<String>)]
    owner: Option<Whose>,
    /// Closes on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// On this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
}

/// What is expected to close in each month, weighted by probability, and what was won.
#[utoipa::path(tag = "reports", security(("bearer" = ["analytics:view"])), params(ForecastQuery),
    responses((status = 200, body = Forecast)))]
#[get("/reports/forecast")]
pub(crate) async fn forecast(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<ForecastQuery>,
) -> Result<web::Json<Forecast>, Failure> {
    let filter = period(query.owner, query.from, query.to);
    let workspace = caller.workspace;
    let totals = hydra
        .analyse(workspace, move |conn| Ok(opportunities::totals(conn, workspace, &filter, Group::Month)?))
        .await?;
    let today = hydra.now().date();
    let this_month = format!("{:04}-{:02}", today.year(), u8::from(today.month()));
    let mut months: Vec<Option<String>> = totals.iter().map(|row| row.group.clone()).collect();
    months.sort_by_key(|month| (month.is_none(), month.clone()));
    months.dedup();
    let month = |month: Option<String>| {
        let of = || totals.iter().filter(|row| row.group == month);
        let count = of().map(|row| row.open_count).sum();
        ForecastMonth {
            overdue: count > 0 && month.as_ref().is_some_and(|month| *month < this_month),
            count,
            totals: money(of(), |row| row.open),
            weighted: money(of(), |row| row.weighted),
            won: money(of(), |row| row.won),
            month: month.clone(),
        }
    };
    Ok(web::Json(Forecast { months: months.into_iter().map(month).collect() }))
}
