//! Starts a real private PostgreSQL, takes it up again, and stops it.

use db::local::{self, Options};
use diesel::{Connection, PgConnection, RunQueryDsl};

#[test]
fn a_private_server_starts_once_is_taken_up_again_and_stops() {
    let home = tempfile::tempdir().expect("a temporary folder");
    // The user that the server runs as under root has to pass through.
    std::fs::set_permissions(home.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("our own folder");
    let dir = home.path().join("postgres");
    let options = Options { durable: false, ..Options::new(&dir) };
    assert!(!local::stop(&dir).expect("nothing runs yet"));

    // Two at once get one server.
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| local::start(&options));
        let one = local::start(&options).expect("a server");
        (one, other.join().expect("no panic").expect("the same server"))
    });
    assert!(first.started() != second.started(), "one of them started it");
    assert_eq!(first.pid(), second.pid());

    first.ensure_database("kept").expect("a new database");
    first.ensure_database("kept").expect("the same database");
    let mut conn = PgConnection::establish(&first.url("kept")).expect("a connection");
    diesel::sql_query("CREATE TABLE t (x int)").execute(&mut conn).expect("a table");
    let wrong = first.url("kept").replacen("hydra:", "hydra:x", 1);
    assert!(PgConnection::establish(&wrong).is_err(), "the password is asked for");

    assert!(local::stop(&dir).expect("it stops"));
    assert!(PgConnection::establish(&first.url("kept")).is_err());

    let again = local::start(&options).expect("a second start");
    assert!(again.started());
    let mut conn = PgConnection::establish(&again.url("kept")).expect("the data is still there");
    diesel::sql_query("SELECT x FROM t").execute(&mut conn).expect("the table too");

    local::reset(&dir).expect("it stops and forgets");
    assert!(!again.dir().join("data").exists());
}
