// @generated automatically by Diesel CLI.

diesel::table! {
    use diesel::sql_types::*;

    account_stages (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        color -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        position -> Int4,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    accounts (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        domain -> Nullable<Text>,
        lifecycle_stage -> Text,
        placeholder -> Bool,
        metadata -> Jsonb,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        industry -> Nullable<Text>,
        website -> Nullable<Text>,
        phone -> Nullable<Text>,
        mrr -> Nullable<Numeric>,
        health_score -> Nullable<Int2>,
        renewal_date -> Nullable<Date>,
        renewal_status -> Nullable<Text>,
        stage_id -> Nullable<Uuid>,
        deal_value -> Nullable<Numeric>,
        currency -> Text,
        stage_set_kind -> Nullable<Text>,
        stage_set_by -> Nullable<Uuid>,
        stage_set_at -> Nullable<Timestamptz>,
        owner_id -> Nullable<Uuid>,
        custom_fields -> Jsonb,
        stage_set_vouched -> Bool,
        deal_set_kind -> Nullable<Text>,
        deal_set_by -> Nullable<Uuid>,
        deal_set_at -> Nullable<Timestamptz>,
        deal_set_vouched -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    api_keys (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        key_hash -> Bytea,
        last_four -> Text,
        scopes -> Array<Text>,
        created_by -> Uuid,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    audit_log (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        action -> Text,
        object_kind -> Text,
        object_id -> Nullable<Uuid>,
        details -> Jsonb,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    auth_sessions (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        user_id -> Uuid,
        token_hash -> Bytea,
        user_agent -> Nullable<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    automation_locks (workspace_id, workflow_id, identity_hash) {
        workspace_id -> Uuid,
        workflow_id -> Uuid,
        identity_hash -> Bytea,
        locked_until -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    automation_runs (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        workflow_id -> Uuid,
        number -> Int4,
        customer_id -> Uuid,
        state -> Text,
        reason -> Nullable<Text>,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    automation_steps (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        run_id -> Uuid,
        position -> Int2,
        attempt -> Int2,
        state -> Text,
        due_at -> Timestamptz,
        fallback -> Bool,
        message_id -> Nullable<Uuid>,
        reason -> Nullable<Text>,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    automation_versions (workspace_id, workflow_id, number) {
        workspace_id -> Uuid,
        workflow_id -> Uuid,
        number -> Int4,
        steps -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    broadcast_audience_members (workspace_id, audience_id, customer_id) {
        workspace_id -> Uuid,
        audience_id -> Uuid,
        customer_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    broadcast_audiences (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    broadcast_campaigns (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        audience_id -> Uuid,
        template_id -> Uuid,
        variables -> Jsonb,
        scheduled_at -> Nullable<Timestamptz>,
        per_minute -> Int4,
        state -> Text,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    broadcast_recipients (workspace_id, campaign_id, customer_id) {
        workspace_id -> Uuid,
        campaign_id -> Uuid,
        customer_id -> Uuid,
        message_id -> Nullable<Uuid>,
        skipped -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    bulk_actions (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        action -> Text,
        before -> Jsonb,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    contact_accounts (workspace_id, customer_id, account_id) {
        workspace_id -> Uuid,
        customer_id -> Uuid,
        account_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    conversation_messages (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        conversation_id -> Uuid,
        number -> Int4,
        author -> Text,
        user_id -> Nullable<Uuid>,
        body -> Text,
        page -> Nullable<Text>,
        client_id -> Nullable<Uuid>,
        email_id -> Nullable<Text>,
        email_from -> Nullable<Text>,
        message_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    conversations (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        channel -> Text,
        customer_id -> Uuid,
        made_lead -> Bool,
        widget_id -> Nullable<Uuid>,
        visitor_id -> Nullable<Uuid>,
        started_on -> Nullable<Text>,
        subject -> Nullable<Text>,
        status -> Text,
        assigned_to -> Nullable<Uuid>,
        email_given -> Bool,
        behavior_id -> Nullable<Text>,
        behavior_name -> Nullable<Text>,
        asking -> Nullable<Jsonb>,
        length -> Int4,
        last_author -> Text,
        last_preview -> Text,
        last_at -> Timestamptz,
        unread -> Bool,
        waiting_since -> Nullable<Timestamptz>,
        answered_at -> Nullable<Timestamptz>,
        seen_length -> Int4,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    custom_field_definitions (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        object -> Text,
        key -> Text,
        label -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        options -> Array<Text>,
        position -> Int4,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    customer_scores (workspace_id, customer_id) {
        workspace_id -> Uuid,
        customer_id -> Uuid,
        score -> Int2,
        parts -> Jsonb,
        computed_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    customers (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        name -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        company -> Nullable<Text>,
        title -> Nullable<Text>,
        tags -> Array<Text>,
        source -> Text,
        source_id -> Nullable<Uuid>,
        score -> Nullable<Int2>,
        assigned_to -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        external_id -> Nullable<Text>,
        metadata -> Jsonb,
        custom_fields -> Jsonb,
        visitor_fields -> Array<Text>,
        converted_at -> Nullable<Timestamptz>,
        converted_into -> Nullable<Uuid>,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        preferred_channel -> Nullable<Text>,
        next_step -> Nullable<Text>,
        next_step_at -> Nullable<Date>,
        source_conversation_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    duplicates (workspace_id, first_id, second_id) {
        workspace_id -> Uuid,
        first_id -> Uuid,
        second_id -> Uuid,
        reasons -> Array<Text>,
        dismissed -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    export_parts (workspace_id, export_id, number) {
        workspace_id -> Uuid,
        export_id -> Uuid,
        number -> Int4,
        body -> Bytea,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    exports (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        object -> Text,
        format -> Text,
        filters -> Jsonb,
        state -> Text,
        rows -> Int8,
        total -> Int8,
        bytes -> Int8,
        parts -> Int4,
        reached_at -> Nullable<Timestamptz>,
        reached_id -> Nullable<Uuid>,
        error -> Nullable<Text>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    focus_snoozes (workspace_id, kind, record_id) {
        workspace_id -> Uuid,
        kind -> Text,
        record_id -> Uuid,
        until -> Timestamptz,
        reason -> Text,
        snoozed_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    idempotency_keys (workspace_id, key_hash) {
        workspace_id -> Uuid,
        key_hash -> Bytea,
        request_hash -> Bytea,
        status -> Nullable<Int2>,
        body -> Nullable<Bytea>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    import_rows (workspace_id, import_id, number) {
        workspace_id -> Uuid,
        import_id -> Uuid,
        number -> Int4,
        cells -> Array<Text>,
        outcome -> Nullable<Text>,
        customer_id -> Nullable<Uuid>,
        error_column -> Nullable<Text>,
        error -> Nullable<Text>,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    imports (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        file_name -> Text,
        state -> Text,
        separator -> Text,
        encoding -> Text,
        header -> Array<Text>,
        plan -> Jsonb,
        rows -> Int4,
        done -> Int4,
        created -> Int4,
        updated -> Int4,
        skipped -> Int4,
        failed -> Int4,
        kept -> Int4,
        error -> Nullable<Text>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        reverted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    invitations (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        email -> Text,
        role -> Text,
        token_hash -> Bytea,
        invited_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    jobs (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        state -> Text,
        run_at -> Timestamptz,
        attempts -> Int4,
        lease_token -> Nullable<Uuid>,
        lease_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    lead_automation_workflows (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        description -> Nullable<Text>,
        trigger_kind -> Text,
        webhook_id -> Nullable<Uuid>,
        trigger -> Jsonb,
        safety_lock_minutes -> Int4,
        daily_budget -> Int4,
        active -> Bool,
        current_version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        conditions -> Jsonb,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    lead_pipeline_stages (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        pipeline_id -> Uuid,
        name -> Text,
        color -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        description -> Text,
        position -> Int4,
        probability -> Nullable<Int2>,
        stale_after_days -> Nullable<Int2>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    lead_pipelines (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    lead_webhook_receipts (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        webhook_id -> Uuid,
        received_at -> Timestamptz,
        content_type -> Nullable<Text>,
        payload -> Jsonb,
        outcome -> Text,
        lead_id -> Nullable<Uuid>,
        detail -> Nullable<Text>,
        idempotency_key -> Nullable<Text>,
        part -> Int2,
        replay_of -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    lead_webhook_turns (workspace_id, webhook_id, user_id) {
        workspace_id -> Uuid,
        webhook_id -> Uuid,
        user_id -> Uuid,
        taken -> Int8,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    lead_webhooks (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        key_hash -> Bytea,
        last_four -> Text,
        pipeline_id -> Nullable<Uuid>,
        stage_id -> Nullable<Uuid>,
        field_mapping -> Jsonb,
        on_duplicate -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        assignment -> Text,
        assign_to -> Array<Uuid>,
        signing_secret -> Nullable<Bytea>,
        purged_receipts -> Int8,
        purged_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    leads (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        pipeline_id -> Uuid,
        stage_id -> Uuid,
        position -> Nullable<Int8>,
        stage_entered_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    memberships (workspace_id, user_id) {
        workspace_id -> Uuid,
        user_id -> Uuid,
        role -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    merges (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        keep_id -> Uuid,
        other_id -> Uuid,
        before -> Jsonb,
        merged_by -> Nullable<Uuid>,
        merged_at -> Timestamptz,
        undone_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    message_channels (workspace_id, channel) {
        workspace_id -> Uuid,
        channel -> Text,
        provider -> Text,
        settings -> Jsonb,
        secrets -> Nullable<Bytea>,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    message_clicks (workspace_id, message_id, link) {
        workspace_id -> Uuid,
        message_id -> Uuid,
        link -> Int2,
        url -> Text,
        first_at -> Timestamptz,
        times -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    message_receipts (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        message_id -> Uuid,
        status -> Text,
        code -> Nullable<Text>,
        detail -> Nullable<Text>,
        at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    message_rules (workspace_id) {
        workspace_id -> Uuid,
        quiet_from -> Nullable<Int2>,
        quiet_until -> Nullable<Int2>,
        daily_cap -> Nullable<Int2>,
        updated_at -> Timestamptz,
        email_tracking -> Bool,
        send_days -> Int2,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    message_suppressions (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        channel -> Text,
        address_hash -> Bytea,
        hint -> Text,
        reason -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    message_templates (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        channel -> Text,
        subject -> Nullable<Text>,
        body -> Text,
        status -> Text,
        provider_name -> Nullable<Text>,
        language -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    messages (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        customer_id -> Nullable<Uuid>,
        channel -> Text,
        provider -> Nullable<Text>,
        address -> Text,
        subject -> Nullable<Text>,
        body -> Text,
        template -> Nullable<Jsonb>,
        template_id -> Nullable<Uuid>,
        origin -> Text,
        origin_id -> Nullable<Uuid>,
        status -> Text,
        rank -> Int2,
        unknown -> Bool,
        error_code -> Nullable<Text>,
        error -> Nullable<Text>,
        provider_id -> Nullable<Text>,
        internal -> Bool,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        sending_at -> Nullable<Timestamptz>,
        sent_at -> Nullable<Timestamptz>,
        failed_at -> Nullable<Timestamptz>,
        delivered_at -> Nullable<Timestamptz>,
        read_at -> Nullable<Timestamptz>,
        in_reply_to -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    notes (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        customer_id -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        opportunity_id -> Nullable<Uuid>,
        body -> Text,
        author_kind -> Text,
        author_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    onboarding_milestones (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        plan_id -> Uuid,
        title -> Text,
        due_date -> Nullable<Date>,
        completed_at -> Nullable<Timestamptz>,
        completed_kind -> Nullable<Text>,
        completed_by -> Nullable<Uuid>,
        position -> Int4,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    onboarding_plans (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    opportunities (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        primary_contact_id -> Nullable<Uuid>,
        stage -> Text,
        amount -> Nullable<Numeric>,
        currency -> Text,
        probability -> Int2,
        close_date -> Nullable<Date>,
        owner_id -> Nullable<Uuid>,
        next_step -> Nullable<Text>,
        next_step_at -> Nullable<Date>,
        lost_reason -> Nullable<Text>,
        custom_fields -> Jsonb,
        stage_entered_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    outbound_deliveries (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        webhook_id -> Uuid,
        event -> Text,
        subject -> Jsonb,
        state -> Text,
        attempts -> Int4,
        last_status -> Nullable<Int4>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
        next_attempt_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    outbound_webhooks (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        url -> Text,
        description -> Nullable<Text>,
        events -> Array<Text>,
        active -> Bool,
        disabled_reason -> Nullable<Text>,
        secret_generation -> Int4,
        old_secret_until -> Nullable<Timestamptz>,
        failing_since -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    saved_view_pins (workspace_id, view_id, user_id) {
        workspace_id -> Uuid,
        view_id -> Uuid,
        user_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    saved_views (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        object -> Text,
        name -> Text,
        query -> Jsonb,
        owner_id -> Nullable<Uuid>,
        shared -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    score_models (workspace_id) {
        workspace_id -> Uuid,
        enabled -> Bool,
        fit -> Jsonb,
        engagement -> Jsonb,
        computed_at -> Nullable<Timestamptz>,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    sessions (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        visitor_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        started_at -> Timestamptz,
        ended_at -> Timestamptz,
        event_count -> Int4,
        pageview_count -> Int4,
        custom_count -> Int4,
        entry_url -> Nullable<Text>,
        referrer -> Nullable<Text>,
        source -> Nullable<Text>,
        medium -> Nullable<Text>,
        campaign -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    site_slots (workspace_id, widget_id, starts_at, hours) {
        workspace_id -> Uuid,
        widget_id -> Uuid,
        starts_at -> Timestamptz,
        hours -> Int2,
        stale -> Bool,
        rolling -> Nullable<Uuid>,
        pageviews -> Int8,
        custom_events -> Int8,
        sessions -> Int8,
        visitors -> Int8,
        pages -> Jsonb,
        events -> Jsonb,
        sources -> Jsonb,
        campaigns -> Jsonb,
        sketch -> Nullable<Bytea>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    timeline (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        customer_id -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        opportunity_id -> Nullable<Uuid>,
        kind -> Text,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        data -> Jsonb,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    timeline_listeners (workspace_id, kind) {
        workspace_id -> Uuid,
        kind -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    users (id) {
        id -> Uuid,
        email -> Text,
        name -> Text,
        password_hash -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    visitor_events (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        widget_id -> Uuid,
        visitor_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        #[sql_name = "type"]
        type_ -> Text,
        name -> Nullable<Text>,
        url -> Text,
        path -> Text,
        referrer -> Nullable<Text>,
        properties -> Nullable<Jsonb>,
        value -> Nullable<Float8>,
        occurred_at -> Timestamptz,
        received_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    visitor_links (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        visitor_id -> Uuid,
        customer_id -> Uuid,
        began_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    visitors (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        widget_id -> Uuid,
        anon_visitor_id -> Text,
        customer_id -> Nullable<Uuid>,
        user_id -> Nullable<Text>,
        traits -> Jsonb,
        event_count -> Int8,
        first_seen_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        browser -> Nullable<Text>,
        os -> Nullable<Text>,
        device -> Text,
        bot -> Bool,
        first_touch -> Nullable<Jsonb>,
        erased_at -> Nullable<Timestamptz>,
        active_company_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    widgets (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        tracking_enabled -> Bool,
        event_retention_days -> Int4,
        allowed_origins -> Array<Text>,
        capture_clicks -> Bool,
        capture_scroll -> Bool,
        capture_outbound -> Bool,
        deleted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        consent_required -> Bool,
        identity_verification -> Text,
        secret_generation -> Int4,
        purged_at -> Nullable<Timestamptz>,
        purged_events -> Int8,
        form -> Jsonb,
        chat -> Jsonb,
        capture -> Jsonb,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    workspaces (id) {
        id -> Uuid,
        name -> Text,
        plan -> Text,
        currency -> Text,
        time_zone -> Text,
        country -> Text,
        default_pipeline_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::joinable!(account_stages -> workspaces (workspace_id));
diesel::joinable!(accounts -> workspaces (workspace_id));
diesel::joinable!(api_keys -> workspaces (workspace_id));
diesel::joinable!(auth_sessions -> workspaces (workspace_id));
diesel::joinable!(broadcast_audiences -> workspaces (workspace_id));
diesel::joinable!(broadcast_campaigns -> workspaces (workspace_id));
diesel::joinable!(bulk_actions -> workspaces (workspace_id));
diesel::joinable!(conversations -> workspaces (workspace_id));
diesel::joinable!(custom_field_definitions -> workspaces (workspace_id));
diesel::joinable!(customers -> workspaces (workspace_id));
diesel::joinable!(exports -> workspaces (workspace_id));
diesel::joinable!(focus_snoozes -> workspaces (workspace_id));
diesel::joinable!(idempotency_keys -> workspaces (workspace_id));
diesel::joinable!(imports -> workspaces (workspace_id));
diesel::joinable!(invitations -> workspaces (workspace_id));
diesel::joinable!(jobs -> workspaces (workspace_id));
diesel::joinable!(lead_automation_workflows -> workspaces (workspace_id));
diesel::joinable!(lead_webhooks -> workspaces (workspace_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(memberships -> workspaces (workspace_id));
diesel::joinable!(message_channels -> workspaces (workspace_id));
diesel::joinable!(message_rules -> workspaces (workspace_id));
diesel::joinable!(message_suppressions -> workspaces (workspace_id));
diesel::joinable!(message_templates -> workspaces (workspace_id));
diesel::joinable!(messages -> workspaces (workspace_id));
diesel::joinable!(opportunities -> workspaces (workspace_id));
diesel::joinable!(outbound_webhooks -> workspaces (workspace_id));
diesel::joinable!(saved_views -> workspaces (workspace_id));
diesel::joinable!(score_models -> workspaces (workspace_id));
diesel::joinable!(timeline_listeners -> workspaces (workspace_id));
diesel::joinable!(widgets -> workspaces (workspace_id));

diesel::allow_tables_to_appear_in_same_query!(
    account_stages,
    accounts,
    api_keys,
    audit_log,
    auth_sessions,
    automation_locks,
    automation_runs,
    automation_steps,
    automation_versions,
    broadcast_audience_members,
    broadcast_audiences,
    broadcast_campaigns,
    broadcast_recipients,
    bulk_actions,
    contact_accounts,
    conversation_messages,
    conversations,
    custom_field_definitions,
    customer_scores,
    customers,
    duplicates,
    export_parts,
    exports,
    focus_snoozes,
    idempotency_keys,
    import_rows,
    imports,
    invitations,
    jobs,
    lead_automation_workflows,
    lead_pipeline_stages,
    lead_pipelines,
    lead_webhook_receipts,
    lead_webhook_turns,
    lead_webhooks,
    leads,
    memberships,
    merges,
    message_channels,
    message_clicks,
    message_receipts,
    message_rules,
    message_suppressions,
    message_templates,
    messages,
    notes,
    onboarding_milestones,
    onboarding_plans,
    opportunities,
    outbound_deliveries,
    outbound_webhooks,
    saved_view_pins,
    saved_views,
    score_models,
    sessions,
    site_slots,
    timeline,
    timeline_listeners,
    users,
    visitor_events,
    visitor_links,
    visitors,
    widgets,
    workspaces,
);
