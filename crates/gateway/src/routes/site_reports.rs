//! Reports that lead from the site into the CRM (X4): funnels, time in stage, sources.

use std::collections::HashMap;

use actix_web::{get, web};
use analytics::{
    funnel::{self, MAX_STEPS, Step},
    sources,
    stage_time::{self, Of, StageTime as Row},
};
use crm_core::opportunity;
use db::{Id, WorkspaceId};
use pipeline::stages::{self, Color, StageType};
use serde::{Deserialize, Serialize};
use tenancy::Permission;
use time::{Duration, OffsetDateTime};
use tracking::Widget;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, AnalyticsView},
    error::{Failure, Problem},
    routes::{
        reports::{ReportObject, label},
        site::known_widget,
    },
    state::Hydra,
    wire::{All, Day, Money, decimal},
    words,
};

/// The period of a report that names none.
const PERIOD: Duration = Duration::days(30);
/// The longest text of a step.
const MAX_WORD: usize = 2_048;

/// A funnel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FunnelReport {
    from: Day,
    to: Day,
    steps: Vec<FunnelStep>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FunnelStep {
    /// As it was asked: `{kind: page, path}`, `{kind: event, name}`, `{kind: lead|contact|won}`, `{kind: stage, stage_id}`.
    #[schema(value_type = words::Anything)]
    step: Step,
    /// The stage's name, where the step is one.
    label: Option<String>,
    /// Browsers that came this far, in this order.
    visitors: i64,
    /// From the step before.
    median_seconds: Option<f64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct FunnelQuery {
    /// Two to eight steps, as a JSON array of objects: see the answer. Steps in the CRM come after those on the site.
    steps: String,
    /// The last thirty days unless said otherwise.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    #[param(value_type = Option<Uuid>)]
    widget_id: Option<Id<Widget>>,
}

/// How many browsers took these steps one after the other. Stages and leads: needs `leads:view` as well.
#[utoipa::path(tag = "reports", security(("bearer" = ["analytics:view"])), params(FunnelQuery),
    responses((status = 200, body = FunnelReport)))]
#[get("/reports/funnel")]
pub(crate) async fn funnel_report(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<FunnelQuery>,
) -> Result<web::Json<FunnelReport>, Failure> {
    let (workspace, query) = (caller.workspace, query.into_inner());
    let steps = read_steps(&query.steps)?;
    if steps.iter().any(|step| !step.is_on_site()) {
        caller.require(Permission::LeadsView)?;
    }
    let (from, to) = period(query.from, query.to, hydra.now())?;
    let report = hydra
        .analyse(workspace, move |conn| {
            known_widget(conn, workspace, query.widget_id)?;
            let names: HashMap<Uuid, String> = stages::list(conn, workspace)?
                .into_iter()
                .flat_map(|pipeline| pipeline.stages)
                .map(|stage| (stage.id.uuid(), stage.name))
                .collect();
            let label = |step: &Step| match step {
                Step::Stage { stage_id } => names.get(stage_id).cloned().map(Some).ok_or_else(Problem::not_found),
                _ => Ok(None),
            };
            let labels = steps.iter().map(label).collect::<Result<Vec<_>, _>>()?;
            let reached =
                funnel::funnel(conn, workspace, &steps, query.widget_id.map(Id::uuid), (from.start(), to.end()))?;
            let rows = steps.iter().zip(labels).zip(reached);
            Ok(FunnelReport {
                from,
                to,
                steps: rows
                    .map(|((step, label), reached)| FunnelStep {
                        step: step.clone(),
                        label,
                        visitors: reached.visitors,
                        median_seconds: reached.median_seconds,
                    })
                    .collect(),
            })
        })
        .await?;
    Ok(web::Json(report))
}

fn read_steps(text: &str) -> Result<Vec<Step>, Problem> {
    let wrong = |message: String| Problem::field("steps", "invalid", message);
    let steps: Vec<Step> = serde_json::from_str(text).map_err(|error| wrong(format!("are no steps: {error}")))?;
    if !(2..=MAX_STEPS).contains(&steps.len()) {
        return Err(wrong(format!("must be 2 to {MAX_STEPS}")));
    }
    if steps.iter().skip_while(|step| step.is_on_site()).any(Step::is_on_site) {
        return Err(wrong("on the site come before those in the CRM".to_owned()));
    }
    for step in &steps {
        if let Step::Page { path: word } | Step::Event { name: word } = step
            && (word.trim().is_empty() || word.contains('\0') || word.chars().count() > MAX_WORD)
        {
            return Err(wrong("need a path or a name".to_owned()));
        }
    }
    Ok(steps)
}

/// The days of a report.
fn period(from: Option<Day>, to: Option<Day>, now: OffsetDateTime) -> Result<(Day, Day), Problem> {
    let to = to.unwrap_or(Day(now.date()));
    let from = from.unwrap_or_else(|| Day(to.0.saturating_sub(PERIOD)));
    if from.0 > to.0 {
        return Err(Problem::field("to", "invalid", "is before from"));
    }
    Ok((from, to))
}

/// How long things stay in a stage, and where they go.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StageTime {
    stage: TimedStage,
    /// How often something came in.
    entered: i64,
    /// To a later open stage, or won.
    moved_on: i64,
    /// To an earlier one.
    moved_back: i64,
    lost: i64,
    still_there: i64,
    /// Of those that left.
    median_seconds: Option<f64>,
    average_seconds: Option<f64>,
}

/// A lead pipeline's stage, or an opportunity's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimedStage {
    /// Of a lead stage.
    id: Option<Uuid>,
    /// Of an opportunity's.
    #[schema(value_type = Option<words::OpportunityStage>)]
    word: Option<opportunity::Stage>,
    name: String,
    #[schema(value_type = Option<words::Color>)]
    color: Option<Color>,
    #[serde(rename = "type")]
    #[schema(value_type = words::StageType)]
    kind: StageType,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageTimeQuery {
    /// `lead` unless said otherwise.
    object: Option<ReportObject>,
    /// Of leads; the default pipeline unless said otherwise.
    #[param(value_type = Option<Uuid>)]
    pipeline_id: Option<Id<stages::Pipeline>>,
    /// Stays that began on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// On this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
}

/// How long leads or opportunities stay in each stage. Of leads: needs `leads:view` as well.
#[utoipa::path(tag = "reports", security(("bearer" = ["analytics:view"])), params(StageTimeQuery),
    responses((status = 200, body = All<StageTime>)))]
#[get("/reports/time-in-stage")]
pub(crate) async fn time_in_stage(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<StageTimeQuery>,
) -> Result<web::Json<All<StageTime>>, Failure> {
    let (workspace, query) = (caller.workspace, query.into_inner());
    let object = query.object.unwrap_or(ReportObject::Lead);
    match (object, query.pipeline_id) {
        (ReportObject::Opportunity, Some(_)) => {
            return Err(Problem::field("pipeline_id", "invalid", "is of leads, not of opportunities").into());
        }
        (ReportObject::Lead, _) => caller.require(Permission::LeadsView)?,
        (ReportObject::Opportunity, None) => {}
    }
    if let (Some(from), Some(to)) = (query.from, query.to)
        && from.0 > to.0
    {
        return Err(Problem::field("to", "invalid", "is before from").into());
    }
    let data = hydra
        .analyse(workspace, move |conn| {
            let (of, stages) = match object {
                ReportObject::Opportunity => (Of::Opportunities, opportunity_stages()),
                ReportObject::Lead => lead_stages(conn, workspace, query.pipeline_id)?,
            };
            let rows =
                stage_time::stage_times(conn, workspace, of, query.from.map(Day::start), query.to.map(Day::end))?;
            let mut rows: HashMap<String, Row> = rows.into_iter().map(|row| (row.stage.clone(), row)).collect();
            Ok(stages.into_iter().map(|(key, stage)| timed(stage, rows.remove(&key))).collect())
        })
        .await?;
    Ok(web::Json(All { data }))
}

fn opportunity_stages() -> Vec<(String, TimedStage)> {
    let stage = |word: &opportunity::Stage| TimedStage {
        id: None,
        word: Some(*word),
        name: label(*word).to_owned(),
        color: None,
        kind: match word {
            opportunity::Stage::ClosedWon => StageType::Won,
            opportunity::Stage::ClosedLost => StageType::Lost,
            _ => StageType::Open,
        },
    };
    opportunity::Stage::ALL.iter().map(|word| (word.as_str().to_owned(), stage(word))).collect()
}

fn lead_stages(
    conn: &mut db::Conn,
    workspace: WorkspaceId,
    pipeline: Option<Id<stages::Pipeline>>,
) -> Result<(Of, Vec<(String, TimedStage)>), Failure> {
    let pipeline = match pipeline {
        Some(id) => stages::get(conn, workspace, id)?,
        None => {
            let all = stages::list(conn, workspace)?;
            all.into_iter().find(|pipeline| pipeline.is_default).ok_or_else(Problem::not_found)?
        }
    };
    let of = Of::Leads(pipeline.id.uuid());
    let stage = |stage: stages::Stage| {
        let timed = TimedStage {
            id: Some(stage.id.uuid()),
            word: None,
            name: stage.name,
            color: Some(stage.color),
            kind: stage.kind,
        };
        (stage.id.to_string(), timed)
    };
    Ok((of, pipeline.stages.into_iter().map(stage).collect()))
}

fn timed(stage: TimedStage, row: Option<Row>) -> StageTime {
    let count = |of: fn(&Row) -> i64| row.as_ref().map_or(0, of);
    StageTime {
        entered: count(|row| row.entered),
        moved_on: count(|row| row.moved_on),
        moved_back: count(|row| row.moved_back),
        lost: count(|row| row.lost),
        still_there: count(|row| row.still_there),
        median_seconds: row.as_ref().and_then(|row| row.median_seconds),
        average_seconds: row.as_ref().and_then(|row| row.average_seconds),
        stage,
    }
}

/// What a source brought, by each person's first touch.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceReport {
    /// Null is direct.
    source: Option<String>,
    visits: i64,
    visitors: i64,
    /// Who came in as a lead.
    leads: i64,
    contacts: i64,
    won_count: i64,
    won: Vec<Money>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourcesQuery {
    /// The last thirty days unless said otherwise.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
}

/// Visits, leads and won revenue by source. People without a browser are in no row: nothing says where they came from.
#[utoipa::path(tag = "reports", security(("bearer" = ["analytics:view"])), params(SourcesQuery),
    responses((status = 200, body = All<SourceReport>)))]
#[get("/reports/sources")]
pub(crate) async fn sources_report(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<SourcesQuery>,
) -> Result<web::Json<All<SourceReport>>, Failure> {
    let workspace = caller.workspace;
    let (from, to) = period(query.from, query.to, hydra.now())?;
    let data = hydra
        .analyse(workspace, move |conn| {
            let (rows, won) = sources::sources(conn, workspace, from.start(), to.end())?;
            let won_by = |source: &Option<String>| {
                let own = won.iter().filter(|won| won.source == *source);
                own.map(|won| Money { currency: won.currency.clone(), amount: decimal(won.amount) }).collect()
            };
            Ok(rows
                .into_iter()
                .map(|row| SourceReport {
                    won: won_by(&row.source),
                    source: row.source,
                    visits: row.visits,
                    visitors: row.visitors,
                    leads: row.leads,
                    contacts: row.contacts,
                    won_count: row.won_count,
                })
                .collect())
        })
        .await?;
    Ok(web::Json(All { data }))
}
