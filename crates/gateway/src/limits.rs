//! Rate limits: buckets per process, in memory, keyed by address, account, widget or webhook.

use std::{hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{Quota, RateLimiter, clock::Clock, clock::DefaultClock, state::keyed::DashMapStateStore};
use tracking::WidgetKey;

use crate::error::Problem;

type Buckets<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock>;

/// All buckets of a process.
pub(crate) struct Limits {
    enabled: bool,
    accounts: Buckets<String>,
    sign_in_addresses: Buckets<IpAddr>,
    addresses: Buckets<IpAddr>,
    widgets: Buckets<WidgetKey>,
    webhooks: Buckets<Vec<u8>>,
}

impl Limits {
    pub(crate) fn new(enabled: bool) -> Self {
        Self {
            enabled,
            // Sign-in: 5 a minute for an account, 20 for an address.
            accounts: RateLimiter::keyed(per_minute(5)),
            sign_in_addresses: RateLimiter::keyed(per_minute(20)),
            // A browser flushes every five seconds; an office shares one address.
            addresses: RateLimiter::keyed(per_second(50, 300)),
            widgets: RateLimiter::keyed(per_second(2_000, 10_000)),
            webhooks: RateLimiter::keyed(per_second(50, 300)),
        }
    }

    /// Before a password is checked.
    pub(crate) fn sign_in(&self, account: &str, address: IpAddr) -> Result<(), Problem> {
        self.take(&self.sign_in_addresses, &address)?;
        self.take(&self.accounts, &account.to_owned())
    }

    /// Before a public widget call is looked at.
    pub(crate) fn widget(&self, key: WidgetKey, address: IpAddr) -> Result<(), Problem> {
        self.take(&self.addresses, &address)?;
        self.take(&self.widgets, &key)
    }

    /// Before a widget's key is looked up that this process has not seen lately.
    pub(crate) fn look_up(&self, address: IpAddr) -> Result<(), Problem> {
        self.take(&self.addresses, &address)
    }

    /// Before a webhook's key is looked up; the hash, because keys are not kept.
    pub(crate) fn webhook(&self, key_hash: Vec<u8>) -> Result<(), Problem> {
        self.take(&self.webhooks, &key_hash)
    }

    /// Forgets buckets that are full again.
    pub(crate) fn sweep(&self) {
        self.accounts.retain_recent();
        self.sign_in_addresses.retain_recent();
        self.addresses.retain_recent();
        self.widgets.retain_recent();
        self.webhooks.retain_recent();
    }

    fn take<K: Hash + Eq + Clone>(&self, buckets: &Buckets<K>, key: &K) -> Result<(), Problem> {
        if !self.enabled {
            return Ok(());
        }
        buckets.check_key(key).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            Problem::too_many("rate_limited", format!("Too many requests. Try again in {wait} s."), wait)
        })
    }
}

fn per_minute(count: u32) -> Quota {
    let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
    Quota::per_minute(count)
}

fn per_second(count: u32, burst: u32) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let period = Duration::from_secs(1) / count;
    Quota::with_period(period).unwrap_or(Quota::per_second(burst)).allow_burst(burst)
}
