//! The deal on a company (D7) as the site sets it (A14–A18): when a call may move it is one pure function.

use db::{Conn, CustomerId, Id, WorkspaceId};
use rust_decimal::Decimal;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Error,
    account::{self, Account, Edit},
    account_stage::{self, AccountStage},
    timeline::Subject,
};

db::text_enum! {
    /// How a stage is written (D9).
    pub enum Mode {
        /// Only forward.
        AdvanceOnly = "advance_only",
        /// As told, back as well.
        Exact = "exact",
    }
}

db::text_enum! {
    /// Why a call that was understood changed nothing: words for programs.
    pub enum Reason {
        /// It stands so already.
        AlreadyThere = "already_there",
        /// The deal is further than that.
        AlreadyLater = "already_later",
        /// The deal is won or lost, and only `exact` takes it from there.
        AlreadyClosed = "already_closed",
        /// Only `exact` loses a deal.
        NeverLost = "never_lost",
        /// A person, an import or a verified call set it last, and this call is not verified (D23).
        SetByPerson = "set_by_person",
    }
}

/// What is to be done with a stage or a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Write it.
    Write,
    /// It stands so already, and now somebody vouches for it: note that, and nothing else.
    Vouch,
    /// Leave it, and why.
    Leave(Reason),
    /// The call may not ask for that (D23).
    Refuse,
}

/// Where a stage stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// Which stage.
    pub id: Id<AccountStage>,
    /// Its place.
    pub position: i32,
    /// open, won or lost.
    pub kind: Kind,
}

/// What entering a stage means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The deal goes on.
    Open,
    /// It is won.
    Won,
    /// It is lost.
    Lost,
}

impl From<&AccountStage> for Stand {
    fn from(stage: &AccountStage) -> Self {
        let kind = match stage.kind.as_str() {
            "won" => Kind::Won,
            "lost" => Kind::Lost,
            _ => Kind::Open,
        };
        Self { id: stage.id, position: stage.position, kind }
    }
}

/// Whether a call moves a deal (D9, D23, A14, A15, A18). `kept`: what stands there was set by a person, an import or a
/// verified call; `vouched`: this call is a verified one.
pub fn judge_stage(mode: Mode, from: Option<Stand>, to: Stand, kept: bool, vouched: bool) -> Verdict {
    if mode == Mode::Exact && !vouched {
        return Verdict::Refuse;
    }
    if kept && !vouched {
        return Verdict::Leave(Reason::SetByPerson);
    }
    if from.is_some_and(|from| from.id == to.id) {
        return if vouched && !kept { Verdict::Vouch } else { Verdict::Leave(Reason::AlreadyThere) };
    }
    match (mode, from.map(|from| (from.kind, from)), to.kind) {
        (Mode::Exact, ..) => Verdict::Write,
        (_, _, Kind::Lost) => Verdict::Leave(Reason::NeverLost),
        (_, None, _) => Verdict::Write,
        // Won is ahead of every open stage.
        (_, Some((Kind::Won, _)), Kind::Open) => Verdict::Leave(Reason::AlreadyLater),
        (_, Some((Kind::Won | Kind::Lost, _)), _) => Verdict::Leave(Reason::AlreadyClosed),
        (_, Some((Kind::Open, _)), Kind::Won) => Verdict::Write,
        (_, Some((Kind::Open, from)), Kind::Open) if (to.position, to.id) > (from.position, from.id) => Verdict::Write,
        (_, Some((Kind::Open, _)), Kind::Open) => Verdict::Leave(Reason::AlreadyLater),
    }
}

/// Whether a call writes a deal's value: an unverified one never over what somebody answers for (D23).
pub fn judge_value(from: Option<Decimal>, to: Decimal, kept: bool, vouched: bool) -> Verdict {
    match (kept, vouched, from == Some(to)) {
        (true, false, _) => Verdict::Leave(Reason::SetByPerson),
        (false, true, true) => Verdict::Vouch,
        (_, _, true) => Verdict::Leave(Reason::AlreadyThere),
        (_, _, false) => Verdict::Write,
    }
}

/// What a call asks for.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The stage that the deal is to be in.
    pub stage: Option<(AccountStage, Mode)>,
    /// What it is worth, in the account's currency.
    pub value: Option<Decimal>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Something was written.
    pub applied: bool,
    /// Why what was not written was not; of value and stage, the value's reason comes first.
    pub reason: Option<Reason>,
}

/// What became of an [`Ask`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was judged.
    Done(Outcome),
    /// It asked for what only a verified call may: nothing was changed.
    Refused,
}

/// Sets stage and value of a company's deal for one of its contacts, as far as the rules let this actor. What changes stands
/// in both histories.
///
/// # Errors
/// [`Error::Invalid`] for a value that is no amount.
pub fn set(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (who, company): (CustomerId, Id<Account>),
    ask: &Ask,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Written, Error> {
    let before = account::lock(conn, workspace, company)?;
    let vouched = actor.is_vouched();
    let value = ask.value.map(|value| crate::amount("value", value)).transpose()?;
    let from = match before.stage_id {
        Some(id) => account_stage::find(conn, workspace, id)?,
        None => None,
    };
    let kept = |kind: &Option<String>, vouched: bool| kind.as_deref().is_some_and(|kind| kind != "visitor" || vouched);
    let value_kept = kept(&before.deal_set_kind, before.deal_set_vouched);
    let stage_kept = kept(&before.stage_set_kind, before.stage_set_vouched);
    let value_verdict = value.map(|value| judge_value(before.deal_value, value, value_kept, vouched));
    let stage_verdict = ask
        .stage
        .as_ref()
        .map(|(to, mode)| judge_stage(*mode, from.as_ref().map(Stand::from), Stand::from(to), stage_kept, vouched));
    if stage_verdict == Some(Verdict::Refuse) {
        return Ok(Written::Refused);
    }
    let writes = |verdict: Option<Verdict>| verdict == Some(Verdict::Write);
    let edit = Edit {
        deal_value: value.filter(|_| writes(value_verdict)).map(Some),
        stage_id: ask.stage.as_ref().filter(|_| writes(stage_verdict)).map(|(stage, _)| Some(stage.id)),
        ..Edit::default()
    };
    let mut after = before.clone();
    let changed = account::apply(conn, workspace, &mut after, &edit, actor, now)?;
    if value_verdict == Some(Verdict::Vouch) {
        after.value_is_by(actor, now);
    }
    if stage_verdict == Some(Verdict::Vouch) {
        after.stage_is_by(actor, now);
    }
    if changed.is_empty() && [value_verdict, stage_verdict].contains(&Some(Verdict::Vouch)) {
        account::write(conn, workspace, &after)?;
    }
    let subject = Subject { customer: Some(who), account: Some(company), opportunity: None };
    account::save(conn, workspace, (&before, after), subject, changed, actor, now)?;
    let verdicts = [value_verdict, stage_verdict].into_iter().flatten();
    let reason = |verdict| match verdict {
        Verdict::Leave(reason) => Some(reason),
        Verdict::Vouch => Some(Reason::AlreadyThere),
        Verdict::Write | Verdict::Refuse => None,
    };
    let applied = verdicts.clone().any(|verdict| verdict == Verdict::Write);
    Ok(Written::Done(Outcome { applied, reason: verdicts.filter_map(reason).next() }))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Kind::*, Mode::*, Reason::*, Verdict::*, *};

    /// Stages as a workspace has them: new (1), trial (2), won (3), another won (4), lost (5).
    fn stage(place: u8) -> Stand {
        let kind = match place {
            1 | 2 => Open,
            3 | 4 => Won,
            _ => Lost,
        };
        Stand { id: Id::from(Uuid::from_u128(place.into())), position: place.into(), kind }
    }

    /// Proves: A14, A15, A18
    #[test]
    fn who_may_move_a_deal_where() {
        const NOBODY: (bool, bool) = (false, false);
        const OVER_PERSON: (bool, bool) = (true, false);
        const VERIFIED: (bool, bool) = (false, true);
        const VERIFIED_OVER_PERSON: (bool, bool) = (true, true);
        let cases = [
            // Forward, or where there was none.
            (AdvanceOnly, None, 1, NOBODY, Write),
            (AdvanceOnly, None, 3, NOBODY, Write),
            (AdvanceOnly, Some(1), 2, NOBODY, Write),
            (AdvanceOnly, Some(2), 3, NOBODY, Write),
            (AdvanceOnly, Some(1), 2, VERIFIED_OVER_PERSON, Write),
            // Never back, nor to where it is.
            (AdvanceOnly, Some(2), 1, NOBODY, Leave(AlreadyLater)),
            (AdvanceOnly, Some(2), 1, VERIFIED, Leave(AlreadyLater)),
            (AdvanceOnly, Some(2), 1, VERIFIED_OVER_PERSON, Leave(AlreadyLater)),
            (AdvanceOnly, Some(2), 2, NOBODY, Leave(AlreadyThere)),
            (AdvanceOnly, Some(2), 2, VERIFIED, Vouch),
            (AdvanceOnly, Some(2), 2, VERIFIED_OVER_PERSON, Leave(AlreadyThere)),
            // Won is ahead of every open stage; what is closed stays; nothing is lost by the way.
            (AdvanceOnly, Some(3), 2, NOBODY, Leave(AlreadyLater)),
            (AdvanceOnly, Some(3), 4, VERIFIED, Leave(AlreadyClosed)),
            (AdvanceOnly, Some(5), 1, VERIFIED, Leave(AlreadyClosed)),
            (AdvanceOnly, Some(5), 3, VERIFIED, Leave(AlreadyClosed)),
            (AdvanceOnly, Some(1), 5, VERIFIED, Leave(NeverLost)),
            (AdvanceOnly, Some(3), 5, NOBODY, Leave(NeverLost)),
            (AdvanceOnly, None, 5, NOBODY, Leave(NeverLost)),
            // Nobody's word is no match for a person's, nor does it learn where the deal stands; not even where one was cleared.
            (AdvanceOnly, Some(1), 2, OVER_PERSON, Leave(SetByPerson)),
            (AdvanceOnly, Some(2), 2, OVER_PERSON, Leave(SetByPerson)),
            (AdvanceOnly, Some(2), 1, OVER_PERSON, Leave(SetByPerson)),
            (AdvanceOnly, None, 1, OVER_PERSON, Leave(SetByPerson)),
            // As told.
            (Exact, Some(2), 1, VERIFIED, Write),
            (Exact, Some(3), 1, VERIFIED_OVER_PERSON, Write),
            (Exact, Some(1), 5, VERIFIED_OVER_PERSON, Write),
            (Exact, Some(5), 3, VERIFIED, Write),
            (Exact, None, 5, VERIFIED, Write),
            (Exact, Some(2), 2, VERIFIED_OVER_PERSON, Leave(AlreadyThere)),
            (Exact, Some(1), 2, NOBODY, Refuse),
            (Exact, Some(2), 1, OVER_PERSON, Refuse),
            (Exact, None, 1, NOBODY, Refuse),
        ];
        for (mode, from, to, (kept, vouched), verdict) in cases {
            let judged = judge_stage(mode, from.map(stage), stage(to), kept, vouched);
            assert_eq!(judged, verdict, "{mode} from {from:?} to {to}, kept {kept}, vouched {vouched}");
        }
    }

    /// Proves: A16, A18
    #[test]
    fn who_may_say_what_a_deal_is_worth() {
        let [ten, twenty] = [10, 20].map(Decimal::from);
        for (from, to, kept, vouched, verdict) in [
            (None, ten, false, false, Write),
            (Some(ten), twenty, false, false, Write),
            (Some(twenty), ten, false, true, Write),
            (Some(ten), twenty, true, true, Write),
            (Some(ten), ten, false, false, Leave(AlreadyThere)),
            (Some(ten), ten, false, true, Vouch),
            (Some(ten), ten, true, true, Leave(AlreadyThere)),
            (Some(ten), twenty, true, false, Leave(SetByPerson)),
            (Some(ten), ten, true, false, Leave(SetByPerson)),
            (None, ten, true, false, Leave(SetByPerson)),
        ] {
            let judged = judge_value(from, to, kept, vouched);
            assert_eq!(judged, verdict, "{from:?} to {to}, kept {kept}, vouched {vouched}");
        }
    }
}
