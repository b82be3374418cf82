-- Chance that is the same in every run: a number between 0 and 1 for each thing and each die that is cast for it.
CREATE FUNCTION pg_temp.chance(thing bigint, die bigint) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN (hashint8extended(thing, die) & 2147483647) / 2147483648.0::float8;

-- One of so many: the n-th is chosen 1/n as often as the first.
CREATE FUNCTION pg_temp.rank(event bigint, die bigint, many int) RETURNS int LANGUAGE sql IMMUTABLE
    RETURN floor(exp(pg_temp.chance(event, die) * ln((many + 1)::float8)))::int;

CREATE FUNCTION pg_temp.page(event bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN '/' || ('{products,blog,docs,help,features,compare}'::text[])[1 + pg_temp.rank(event, 11, 600) % 6]
           || '/' || pg_temp.rank(event, 11, 600);

CREATE FUNCTION pg_temp.word(event bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN ('{search,add_to_cart,video_played,newsletter_joined,plan_chosen,signup_started,signup_done,checkout_started,
              order_placed,coupon_used,chat_opened,review_written,demo_booked,file_downloaded,form_sent,invite_sent,
              trial_started,trial_ended,upgrade,downgrade,feature_used,export_made,integration_added,seat_added,
              cancelled}'::text[])[pg_temp.rank(event, 12, 25)];

-- What a visit's n-th event is: it begins with a page; in all about 12 % are custom.
CREATE FUNCTION pg_temp.kind(event bigint, n int) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN n = 0 OR pg_temp.chance(event, 13) >= 0.19 THEN 'pageview'
                WHEN pg_temp.chance(event, 13) < 0.14 THEN 'custom' ELSE 'click' END;

-- An id as browsers and the server make them: by the time.
CREATE FUNCTION pg_temp.v7(at timestamptz, thing bigint) RETURNS uuid LANGUAGE sql STABLE
    RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
            || lpad(to_hex(hashint8extended(thing, 14) & 4095), 3, '0') || '8' || lpad(to_hex(thing), 15, '0'))::uuid;
