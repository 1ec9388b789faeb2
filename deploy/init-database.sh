#!/bin/sh
# Run by the PostgreSQL image when its volume is empty.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" \
    --file /deploy/roles.sql
