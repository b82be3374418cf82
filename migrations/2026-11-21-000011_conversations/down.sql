DROP TABLE conversation_messages, conversations;
DELETE FROM messages WHERE origin = 'conversation';
ALTER TABLE messages
    DROP COLUMN in_reply_to,
    DROP CONSTRAINT messages_origin_check,
    ADD CONSTRAINT messages_origin_check CHECK (origin IN ('quick_send', 'automation', 'campaign', 'test'));
ALTER TABLE customers DROP COLUMN source_conversation_id;
ALTER TABLE widgets DROP COLUMN chat, DROP COLUMN capture;
