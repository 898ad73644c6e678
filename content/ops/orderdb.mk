include $(dir $(lastword $(MAKEFILE_LIST)))common.mk

RELEASE ?= orderdb
STANZA ?= orders
RESTORE_POD := $(dir $(lastword $(filter %orderdb.mk,$(MAKEFILE_LIST))))../charts/orderdb/restore-pod.yaml
DATABASE_EXEC = $(KUBECTL) exec $(RELEASE)-0 --

.PHONY: orderdb-backup
orderdb-backup: ## Take a full backup now
	$(DATABASE_EXEC) pgbackrest --stanza=$(STANZA) --type=full backup

.PHONY: orderdb-backup-info
orderdb-backup-info: ## List backups and the archive's oldest and newest WAL segment
	$(DATABASE_EXEC) pgbackrest --stanza=$(STANZA) info

.PHONY: orderdb-check
orderdb-check: ## Prove that a WAL segment reaches the archive
	$(DATABASE_EXEC) pgbackrest --stanza=$(STANZA) check

.PHONY: orderdb-dump
orderdb-dump: | $(BACKUPS) ## Dump the database into one file
	$(DATABASE_EXEC) pg_dump --username=postgres --format=custom orders > $(BACKUPS)/orders-$(TODAY).dump

.PHONY: orderdb-stop
orderdb-stop: ## Stop the database and hold its volume
	$(KUBECTL) scale statefulset/$(RELEASE) --replicas=0
	$(KUBECTL) wait --for=delete pod/$(RELEASE)-0 --timeout=180s
	$(KUBECTL) apply -f $(RESTORE_POD)
	$(KUBECTL) wait --for=condition=Ready pod/orderdb-restore --timeout=180s

.PHONY: orderdb-restore-latest
orderdb-restore-latest: ## Bring the stopped database to the newest archived moment
	$(KUBECTL) exec orderdb-restore -- pgbackrest --stanza=$(STANZA) --delta restore

.PHONY: orderdb-restore-pitr
orderdb-restore-pitr: ## Bring the stopped database to TARGET, a time with its zone
	@test -n "$(TARGET)" || { echo 'set TARGET, for example TARGET="2026-11-20 02:55:00+00"'; exit 1; }
	$(KUBECTL) exec orderdb-restore -- pgbackrest --stanza=$(STANZA) --delta \
	  --type=time "--target=$(TARGET)" --target-action=promote $(if $(TIMELINE),--target-timeline=$(TIMELINE)) restore

.PHONY: orderdb-start
orderdb-start: ## Let go of the volume and start the database
	$(KUBECTL) delete pod/orderdb-restore --wait
	$(KUBECTL) scale statefulset/$(RELEASE) --replicas=1
	$(KUBECTL) rollout status statefulset/$(RELEASE) --timeout=30m

.PHONY: orderdb-verify
orderdb-verify: ## Say whether the database is writable and how new its newest order is
	$(DATABASE_EXEC) psql --username=postgres --dbname=orders --no-psqlrc \
	  --command='SELECT pg_is_in_recovery() AS recovering, max(created_at) AS newest_order FROM orders'
