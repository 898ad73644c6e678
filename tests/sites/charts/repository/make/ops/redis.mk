include make/common.mk

.PHONY: redis-backup
redis-backup: ## Takes a snapshot
	./scripts/backup.sh redis
