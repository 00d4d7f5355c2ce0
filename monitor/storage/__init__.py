"""The only speaker of SQL: tables, transactions and one module of queries per area."""
