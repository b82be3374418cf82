//! Statements in SQL that PostgreSQL parses once.

use diesel::{
    PgConnection, QueryResult, RunQueryDsl,
    expression::AsExpression,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{SingleValue, SqlType, Untyped},
};

/// A statement of texts and binds, parsed once for each connection. (`diesel::sql_query` is parsed each time, which the
/// ingest feels when a transaction has few rows.)
///
/// The texts must be the same for every value: the statement is known by them.
#[derive(Default)]
pub struct Statement<'q>(Vec<Box<dyn QueryFragment<Pg> + Send + 'q>>);

impl<'q> Statement<'q> {
    /// A statement that begins with `sql`.
    pub fn new(sql: &'static str) -> Self {
        Self::default().sql(sql)
    }

    /// Goes on with `sql`.
    pub fn sql(mut self, sql: &'static str) -> Self {
        self.0.push(Box::new(Text(sql)));
        self
    }

    /// Goes on with a value of the SQL type `T`.
    pub fn bind<T, V>(mut self, value: V) -> Self
    where
        T: SqlType + SingleValue,
        V: AsExpression<T>,
        V::Expression: QueryFragment<Pg> + Send + 'q,
    {
        self.0.push(Box::new(value.as_expression()));
        self
    }
}

struct Text(&'static str);

impl QueryFragment<Pg> for Text {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

impl QueryFragment<Pg> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.iter().try_for_each(|part| part.walk_ast(out.reborrow()))
    }
}

// Known by its text: no type stands for it.
impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement<'_> {
    type SqlType = Untyped;
}

impl RunQueryDsl<PgConnection> for Statement<'_> {}
