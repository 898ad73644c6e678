include make/common.mk

postgresql-backup: ## Dumps all databases
	./scripts/backup.sh postgresql
