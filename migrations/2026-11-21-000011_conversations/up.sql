-- What visitors and customers write, and what is answered: chats of the widget, and emails.

-- As `inbox` reads them; empty means switched off.
ALTER TABLE widgets
    ADD COLUMN chat    jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN capture jsonb NOT NULL DEFAULT '{}';

-- The conversation that a person came in by (H12); written once, no key: the person outlives it.
ALTER TABLE customers ADD COLUMN source_conversation_id uuid;

-- One-to-one answers in a conversation; which email they answer.
ALTER TABLE messages
    ADD COLUMN in_reply_to text,
    DROP CONSTRAINT messages_origin_check,
    ADD CONSTRAINT messages_origin_check
        CHECK (origin IN ('quick_send', 'automation', 'campaign', 'conversation', 'test'));

CREATE TABLE conversations (
    workspace_id  uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id            uuid NOT NULL,
    channel       text NOT NULL,
    -- With whom it began. Whose it is now is what that row was converted into: a merge or conversion moves nothing here,
    -- and undoing one needs nothing moved back.
    customer_id   uuid NOT NULL,
    -- The lead was made by this conversation.
    made_lead     boolean NOT NULL,
    -- Of a chat: no keys, because a conversation outlives its widget and what the browser did.
    widget_id     uuid,
    visitor_id    uuid,
    started_on    text,
    -- Of an email.
    subject       text,
    status        text NOT NULL DEFAULT 'open',
    assigned_to   uuid,
    -- The person gave an email in it, whatever became of that.
    email_given   boolean NOT NULL DEFAULT false,
    -- The bot's behaviour, as it is called, and what it is asking; null when it is not.
    behavior_id   text,
    behavior_name text,
    asking        jsonb,
    -- The messages so far: the last one's number.
    length        integer NOT NULL DEFAULT 0,
    last_author   text NOT NULL,
    last_preview  text NOT NULL,
    last_at       timestamptz NOT NULL,
    -- The person wrote what nobody of the team has seen.
    unread        boolean NOT NULL DEFAULT false,
    -- Since when the person waits for an answer of the team.
    waiting_since timestamptz,
    -- When the team answered last.
    answered_at   timestamptz,
    -- Up to which message the visitor has seen it.
    seen_length   integer NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL,
    version       integer NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT conversations_channel_check CHECK (channel IN ('chat', 'email')),
    CONSTRAINT conversations_status_check CHECK (status IN ('open', 'closed')),
    -- Whoever is erased takes along what was said (P21).
    CONSTRAINT conversations_customer_fk FOREIGN KEY (workspace_id, customer_id)
        REFERENCES customers (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX conversations_inbox_idx ON conversations (workspace_id, channel, status, last_at DESC, id DESC);
CREATE INDEX conversations_newest_idx ON conversations (workspace_id, last_at DESC, id DESC);
CREATE INDEX conversations_customer_idx ON conversations (workspace_id, customer_id, created_at);
CREATE INDEX conversations_visitor_idx ON conversations (workspace_id, visitor_id, created_at DESC) WHERE visitor_id IS NOT NULL;
CREATE INDEX conversations_waiting_idx ON conversations (workspace_id, waiting_since) WHERE waiting_since IS NOT NULL;

CREATE TABLE conversation_messages (
    workspace_id    uuid NOT NULL,
    id              uuid NOT NULL,
    conversation_id uuid NOT NULL,
    -- From 1 in each conversation, without a gap.
    number          integer NOT NULL,
    author          text NOT NULL,
    user_id         uuid,
    body            text NOT NULL,
    -- The page on which a visitor wrote it.
    page            text,
    -- A visitor's own id of it: a message that is sent again is stored once.
    client_id       uuid,
    -- An email's Message-ID, and whose it is: others may use the same.
    email_id        text,
    email_from      text,
    -- The message by which an answer was sent.
    message_id      uuid,
    at              timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT conversation_messages_author_check CHECK (author IN ('person', 'user', 'bot', 'system')),
    CONSTRAINT conversation_messages_number_key UNIQUE (workspace_id, conversation_id, number),
    CONSTRAINT conversation_messages_client_key UNIQUE (workspace_id, conversation_id, client_id),
    CONSTRAINT conversation_messages_conversation_fk FOREIGN KEY (workspace_id, conversation_id)
        REFERENCES conversations (workspace_id, id) ON DELETE CASCADE
);
-- The same email comes in once, however often it is handed in.
CREATE UNIQUE INDEX conversation_messages_email_key ON conversation_messages (workspace_id, email_id, email_from)
    WHERE email_id IS NOT NULL;
CREATE INDEX conversation_messages_message_idx ON conversation_messages (workspace_id, message_id) WHERE message_id IS NOT NULL;

DO $$
DECLARE tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['conversations', 'conversation_messages'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY workspace_wall ON %I TO hydra_app USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    END LOOP;
END $$;
