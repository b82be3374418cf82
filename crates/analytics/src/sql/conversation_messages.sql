SELECT c.id, c.number, c.author, coalesce(u.name, CASE c.author WHEN 'bot' THEN v.behavior_name END) AS author_name,
    c.body, c.page, c.at, m.status AS delivery_status, m.error AS delivery_error,
    v.channel = 'chat' AND c.number <= v.seen_length AS seen
FROM conversation_messages c
JOIN conversations v ON v.workspace_id = $1 AND v.id = c.conversation_id
LEFT JOIN users u ON u.id = c.user_id
LEFT JOIN messages m ON m.workspace_id = $1 AND m.id = c.message_id
WHERE c.workspace_id = $1 AND c.conversation_id = $2 AND c.number < $3
ORDER BY c.number DESC
LIMIT $4
