DROP TABLE timeline, customers, accounts;
