DROP TABLE visitor_events, sessions, visitor_links, visitors, widgets;
